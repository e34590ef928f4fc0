package io.tarn.server.paimonlib;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Names;
import io.tarn.server.model.PartitionColumn;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.partitions.PartitionSchemas;
import io.tarn.server.ops.tables.TableSchemas;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.catalog.Catalog.ColumnAlreadyExistException;
import org.apache.paimon.catalog.Catalog.ColumnNotExistException;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.rest.requests.AlterTableRequest;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.schema.SchemaValidation;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.core.type.TypeReference;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.utils.JsonSerdeUtil;
import org.apache.paimon.utils.LazyField;

/** Creates and changes schemas as Paimon itself would, without touching storage. */
public final class PaimonSchemas implements TableSchemas, PartitionSchemas {
    /** Paimon wants a name for its own exceptions; ours name the table themselves. */
    private static final Identifier UNNAMED = Identifier.create("database", "table");

    @Override
    public Map<String, String> options(String schema) {
        return parse(schema).options();
    }

    @Override
    public TableSchema create(String schema, Map<String, String> options) {
        Schema sent = parse(schema);
        try {
            org.apache.paimon.schema.TableSchema first = org.apache.paimon.schema.TableSchema.create(
                    0, new Schema(sent.fields(), sent.partitionKeys(), sent.primaryKeys(), options, sent.comment()));
            SchemaValidation.validateTableSchema(first);
            return checkedLength(new TableSchema(first.id(), first.toString()));
        } catch (RuntimeException e) {
            throw invalid("The schema is not valid", e);
        }
    }

    @Override
    public Optional<TableSchema> apply(TableSchema current, String changes, boolean hasSnapshots) {
        List<SchemaChange> parsed = parseChanges(changes);
        org.apache.paimon.schema.TableSchema before = org.apache.paimon.schema.TableSchema.fromJson(current.body());
        try {
            org.apache.paimon.schema.TableSchema after = SchemaManager.generateTableSchema(
                    before, parsed, new LazyField<>(() -> hasSnapshots), new LazyField<>(() -> UNNAMED));
            if (same(before, after)) {
                return Optional.empty();
            }
            SchemaValidation.validateTableSchema(after);
            return Optional.of(checkedLength(new TableSchema(after.id(), after.toString())));
        } catch (ColumnAlreadyExistException e) {
            throw TarnException.about(
                    ErrorCode.COLUMN_EXISTS, e.column(), "Column " + Names.printable(e.column()) + " exists already");
        } catch (ColumnNotExistException e) {
            throw TarnException.about(
                    ErrorCode.COLUMN_NOT_FOUND,
                    e.column(),
                    "Column " + Names.printable(e.column()) + " does not exist");
        } catch (IllegalStateException e) {
            throw invalid(ErrorCode.CHANGE_REFUSED, "The change is not possible", e);
        } catch (RuntimeException e) {
            throw invalid("The change is not valid", e);
        }
    }

    @Override
    public void checkFields(String fields) {
        try {
            List<DataField> parsed = JsonSerdeUtil.fromJson(fields, new TypeReference<List<DataField>>() {});
            if (parsed.contains(null)) {
                throw new IllegalArgumentException("a field is null");
            }
        } catch (RuntimeException e) {
            throw invalid("The fields are not valid", e);
        }
    }

    @Override
    public List<String> partitionKeys(TableSchema schema) {
        return org.apache.paimon.schema.TableSchema.fromJson(schema.body()).partitionKeys();
    }

    @Override
    public List<PartitionColumn> partitionColumns(TableSchema schema) {
        return org.apache.paimon.schema.TableSchema.fromJson(schema.body()).logicalPartitionType().getFields().stream()
                .map(field -> new PartitionColumn(field.name(), partitionType(field.type())))
                .toList();
    }

    @Override
    public String nullName(TableSchema schema) {
        return new CoreOptions(options(schema)).partitionDefaultName();
    }

    private static PartitionColumn.Type partitionType(DataType type) {
        return switch (type.getTypeRoot()) {
            case CHAR, VARCHAR -> PartitionColumn.Type.TEXT;
            case BOOLEAN -> PartitionColumn.Type.BOOLEAN;
            case TINYINT, SMALLINT, INTEGER, BIGINT -> PartitionColumn.Type.INTEGER;
            case DECIMAL -> PartitionColumn.Type.DECIMAL;
            case FLOAT, DOUBLE -> PartitionColumn.Type.APPROXIMATE;
            case DATE -> PartitionColumn.Type.DATE;
            case TIMESTAMP_WITHOUT_TIME_ZONE -> PartitionColumn.Type.TIMESTAMP;
            default -> PartitionColumn.Type.OTHER;
        };
    }

    @Override
    public Map<String, String> options(TableSchema schema) {
        return org.apache.paimon.schema.TableSchema.fromJson(schema.body()).options();
    }

    private static TableSchema checkedLength(TableSchema schema) {
        if (schema.body().length() > Limits.TEXT_LENGTH) {
            throw new IllegalArgumentException("it is larger than the server keeps");
        }
        return schema;
    }

    private static boolean same(
            org.apache.paimon.schema.TableSchema before, org.apache.paimon.schema.TableSchema after) {
        return before.fields().equals(after.fields())
                && before.options().equals(after.options())
                && before.primaryKeys().equals(after.primaryKeys())
                && before.partitionKeys().equals(after.partitionKeys())
                && Objects.equals(before.comment(), after.comment());
    }

    private static Schema parse(String schema) {
        try {
            Schema parsed = Objects.requireNonNull(JsonSerdeUtil.fromJson(schema, Schema.class), "schema");
            if (parsed.options().containsKey(null) || parsed.options().containsValue(null)) {
                throw new IllegalArgumentException("an option has no value");
            }
            return parsed;
        } catch (RuntimeException e) {
            throw invalid("'schema' cannot be read", e);
        }
    }

    private static List<SchemaChange> parseChanges(String changes) {
        try {
            List<SchemaChange> parsed =
                    JsonSerdeUtil.fromJson(changes, AlterTableRequest.class).getChanges();
            if (parsed == null || parsed.contains(null)) {
                throw new IllegalArgumentException("'changes' must be a list of changes");
            }
            return parsed;
        } catch (RuntimeException e) {
            throw invalid("'changes' cannot be read", e);
        }
    }

    private static TarnException invalid(String what, RuntimeException cause) {
        return invalid(ErrorCode.INVALID_SCHEMA, what, cause);
    }

    /** Paimon's own words are what users and tests know; they hold names and types from the request, nothing internal. */
    private static TarnException invalid(ErrorCode code, String what, RuntimeException cause) {
        Throwable root = cause;
        while (root.getCause() != null && !(root instanceof IllegalArgumentException)) {
            root = root.getCause();
        }
        String text = root.getMessage();
        boolean internal = root instanceof NullPointerException
                || root instanceof ClassCastException
                || root.getClass().getName().contains("jackson")
                || (text != null && text.matches("(?s).*\\b(java|org\\.apache|com\\.fasterxml)\\..*"));
        String firstLine =
                text == null || internal ? "" : ": " + text.lines().findFirst().orElse("");
        return TarnException.causedBy(code, what + firstLine, cause);
    }
}
