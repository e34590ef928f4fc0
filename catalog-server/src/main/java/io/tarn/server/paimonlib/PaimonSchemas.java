package io.tarn.server.paimonlib;

import io.tarn.auth.policy.PolicySchema;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Names;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.PartitionColumn;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.partitions.PartitionSchemas;
import io.tarn.server.ops.tables.PolicySchemas;
import io.tarn.server.ops.tables.TableOptions;
import io.tarn.server.ops.tables.TableSchemas;
import java.util.HashMap;
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
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.core.type.TypeReference;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.paimon.table.FormatTable;
import org.apache.paimon.table.object.ObjectTable;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.utils.JsonSerdeUtil;
import org.apache.paimon.utils.LazyField;
import org.jspecify.annotations.Nullable;

/** Creates and changes schemas as Paimon itself would, without touching storage. */
public final class PaimonSchemas implements TableSchemas, PartitionSchemas, PolicySchemas {
    /** Paimon wants a name for its own exceptions; ours name the table themselves. */
    private static final Identifier UNNAMED = Identifier.create("database", "table");

    @Override
    public Map<String, String> options(String schema) {
        return parse(schema).options();
    }

    @Override
    public TableSchema create(TableKind kind, boolean external, String schema, Map<String, String> options) {
        return version(0, kind, external, schema, options);
    }

    @Override
    public Optional<TableSchema> replace(
            TableKind kind, TableSchema current, String schema, Map<String, String> options) {
        TableSchema next = version(current.id() + 1, kind, false, schema, options);
        boolean same = parseFile(next).toSchema().equals(parseFile(current).toSchema());
        return same ? Optional.empty() : Optional.of(next);
    }

    private static TableSchema version(
            long id, TableKind kind, boolean external, String schema, Map<String, String> options) {
        Schema sent = parse(schema);
        List<DataField> fields = kind == TableKind.OBJECT ? ObjectTable.SCHEMA.getFields() : sent.fields();
        try {
            org.apache.paimon.schema.TableSchema first = org.apache.paimon.schema.TableSchema.create(
                    id,
                    new Schema(
                            fields,
                            sent.partitionKeys(),
                            sent.primaryKeys(),
                            kind.hasHistory() && !external ? asking(options) : options,
                            sent.comment()));
            validate(kind, external, first);
            return checkedLength(new TableSchema(first.id(), first.toString()));
        } catch (RuntimeException e) {
            throw invalid("The schema is not valid", e);
        }
    }

    /** With the option that makes clients ask the server before they read. */
    private static Map<String, String> asking(Map<String, String> options) {
        Map<String, String> asking = new HashMap<>(options);
        asking.put(TableOptions.QUERY_AUTH, "true");
        return asking;
    }

    /** A table that clients cannot open would spoil every list in which it stands. */
    private static void validate(TableKind kind, boolean external, org.apache.paimon.schema.TableSchema schema) {
        if (kind.hasHistory()) {
            SchemaValidation.validateTableSchema(checkable(schema));
        } else if (kind == TableKind.FORMAT) {
            validateFormatTable(external, schema);
        }
    }

    /** Paimon's ORC asks for classes of Hadoop, which are not here: whether its tables are right is asked of Parquet. */
    private static org.apache.paimon.schema.TableSchema checkable(org.apache.paimon.schema.TableSchema schema) {
        String format = CoreOptions.FILE_FORMAT.key();
        if (!CoreOptions.FILE_FORMAT_ORC.equalsIgnoreCase(schema.options().get(format))) {
            return schema;
        }
        Map<String, String> options = new HashMap<>(schema.options());
        options.put(format, CoreOptions.FILE_FORMAT_PARQUET);
        return schema.copy(options);
    }

    private static void validateFormatTable(boolean external, org.apache.paimon.schema.TableSchema schema) {
        CoreOptions options = new CoreOptions(schema.options());
        FormatTable.parseFormat(
                schema.options().getOrDefault(CoreOptions.FILE_FORMAT.key(), CoreOptions.FILE_FORMAT.defaultValue()));
        if (!schema.primaryKeys().isEmpty()) {
            throw new IllegalArgumentException("a format table has no primary key");
        }
        if (external && options.partitionedTableInMetastore()) {
            throw new IllegalArgumentException("the partitions of an external format table cannot be managed here ("
                    + CoreOptions.METASTORE_PARTITIONED_TABLE.key() + ")");
        }
    }

    @Override
    public void checkAgrees(TableSchema existing, String schema, Map<String, String> options) {
        Schema sent = parse(schema);
        Schema found = parseFile(existing).toSchema();
        boolean sameColumns = sent.fields().isEmpty() || sent.rowType().equalsIgnoreFieldId(found.rowType());
        boolean samePartitions =
                sent.partitionKeys().isEmpty() || sent.partitionKeys().equals(found.partitionKeys());
        boolean sameKeys = sent.primaryKeys().isEmpty() || sent.primaryKeys().equals(found.primaryKeys());
        if (!sameColumns || !samePartitions || !sameKeys) {
            throw TarnException.of(
                    ErrorCode.INVALID_SCHEMA,
                    "There is a table at this location whose columns or keys are others than those asked for");
        }
        options.forEach((key, value) -> {
            if (!value.equals(found.options().get(key))) {
                throw TarnException.of(
                        ErrorCode.INVALID_SCHEMA,
                        "There is a table at this location whose option '" + Names.printable(key)
                                + "' has not the value asked for");
            }
        });
    }

    @Override
    public boolean isReadable(TableSchema schema) {
        try {
            JsonNode json = JsonSerdeUtil.OBJECT_MAPPER_INSTANCE.readTree(schema.body());
            return json != null && json.path("fields").isArray();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    @Override
    public Optional<TableSchema> apply(Relation relation, TableSchema current, String changes, boolean hasSnapshots) {
        List<SchemaChange> parsed = parseChanges(changes);
        org.apache.paimon.schema.TableSchema stored = parseFile(current);
        boolean asks = relation.ownership() == Ownership.MANAGED;
        // Older tables have it from their next change on; that it comes is no change.
        org.apache.paimon.schema.TableSchema before = asks ? stored.copy(asking(stored.options())) : stored;
        try {
            org.apache.paimon.schema.TableSchema after = SchemaManager.generateTableSchema(
                    before, parsed, new LazyField<>(() -> hasSnapshots), new LazyField<>(() -> UNNAMED));
            if (same(before, after)) {
                return Optional.empty();
            }
            if (relation.kind() == TableKind.OBJECT && !before.fields().equals(after.fields())) {
                throw new IllegalArgumentException("the columns of an object table are fixed");
            }
            if (asks && !"true".equals(after.options().get(TableOptions.QUERY_AUTH))) {
                throw new IllegalArgumentException(
                        "option '" + TableOptions.QUERY_AUTH + "' is kept by the server and cannot be changed");
            }
            validate(relation.kind(), relation.external(), after);
            return Optional.of(checkedLength(new TableSchema(after.id(), after.toString())));
        } catch (ColumnAlreadyExistException e) {
            throw aboutColumn(ErrorCode.COLUMN_EXISTS, e.column(), "exists already");
        } catch (ColumnNotExistException e) {
            throw aboutColumn(ErrorCode.COLUMN_NOT_FOUND, e.column(), "does not exist");
        } catch (IllegalStateException e) {
            throw invalid(ErrorCode.CHANGE_REFUSED, "The change is not possible", e);
        } catch (RuntimeException e) {
            throw invalid("The change is not valid", e);
        }
    }

    /** @param column null when the change leaves out a name that it needs: Paimon then looks for a column of no name */
    private static TarnException aboutColumn(ErrorCode code, @Nullable String column, String what) {
        return column == null
                ? TarnException.of(ErrorCode.INVALID_SCHEMA, "The change is not valid: the name of a column is missing")
                : TarnException.about(code, column, "Column " + Names.printable(column) + " " + what);
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
        return parseFile(schema).options();
    }

    @Override
    public PolicySchema columns(TableSchema schema) {
        org.apache.paimon.schema.TableSchema file = parseFile(schema);
        return new PolicySchema(
                file.fields().stream()
                        .map(field -> new PolicySchema.Column(
                                field.name(), field.type().asSQLString(), field.id()))
                        .toList(),
                file.primaryKeys(),
                file.partitionKeys());
    }

    /** A file that others may have written. */
    private static org.apache.paimon.schema.TableSchema parseFile(TableSchema schema) {
        try {
            return Objects.requireNonNull(org.apache.paimon.schema.TableSchema.fromJson(schema.body()), "schema");
        } catch (RuntimeException e) {
            throw invalid("The file schema-" + schema.id() + " of the table is not understood", e);
        }
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
