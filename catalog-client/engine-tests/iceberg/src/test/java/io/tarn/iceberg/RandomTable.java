package io.tarn.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.files.LocalStorage;
import io.tarn.server.iceberglib.projection.IcebergProjection;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.projection.BuildMetadata;
import io.tarn.server.ops.projection.Format;
import io.tarn.server.ops.projection.PlanTable;
import io.tarn.server.ops.projection.Refusal;
import io.tarn.server.ops.projection.RefusedException;
import io.tarn.server.ops.projection.Source;
import io.tarn.server.paimonlib.PaimonContents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.paimon.Snapshot;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowKind;

/** One random table, through several states. */
final class RandomTable {
    private static final Map<String, String> WRITE_ONLY = Map.of("write-only", "true");

    private final Random random;
    private final Map<String, Integer> outcomes;
    private final Shape shape;
    private final PaimonTable table;
    private final LocalStorage storage;
    private final Relation relation;
    private final PaimonContents contents = new PaimonContents();
    private final IcebergProjection iceberg = new IcebergProjection();
    private final Map<Format, Kept> last = new EnumMap<>(Format.class);
    private final List<String> done = new ArrayList<>();
    private final Set<Refusal> possible = EnumSet.noneOf(Refusal.class);
    private final Map<String, List<Object>> partitionValues = new HashMap<>();
    private int columns;

    RandomTable(Path directory, Random random, Map<String, Integer> outcomes) throws Exception {
        this.random = random;
        this.outcomes = outcomes;
        this.shape = Shape.random(random);
        Files.createDirectories(directory);
        this.table = new PaimonTable(
                directory.resolve("table"), Files.createDirectories(directory.resolve("tmp")), shape.schema());
        Location root = Location.parse("file:" + directory);
        this.storage = new LocalStorage(root, false);
        this.relation = new Relation(
                Ids.next(),
                Ids.next(),
                Ids.next(),
                TableKind.TABLE,
                false,
                "table",
                root.child("table"),
                new Audit("me", null, 0, "me", 0, "me"));
        expect();
    }

    String describe() {
        return shape + "\n" + done;
    }

    private void expect() {
        if (shape.schema().fields().stream().anyMatch(field -> field.name().equals("foreign"))) {
            possible.addAll(Set.of(Refusal.COLUMN_TYPE, Refusal.MILLISECONDS));
        }
        if (shape.keyed() && !Set.of("deduplicate", "first-row").contains(shape.engine())) {
            possible.add(Refusal.MERGE_ENGINE);
        }
        if (shape.schema().options().containsKey("sequence.field")) {
            possible.add(Refusal.SEQUENCE_FIELD);
        }
        if (!shape.format().equals("parquet")
                && shape.schema().fields().stream()
                        .anyMatch(field -> field.name().startsWith("p")
                                && field.type().getTypeRoot().name().startsWith("TIMESTAMP"))) {
            possible.add(Refusal.FILE_FORMAT);
        }
        if (shape.vectors()) {
            possible.add(Refusal.NOT_COMPACTED);
        }
    }

    /** @return how many states there were */
    int run() throws Exception {
        check();
        int states = 1;
        int steps = 4 + random.nextInt(6);
        for (int i = 0; i < steps; i++) {
            step();
            // Several commits between two looks, too.
            if (i == steps - 1 || random.nextInt(3) > 0) {
                check();
                states++;
            }
        }
        return states;
    }

    private void step() throws Exception {
        int which = random.nextInt(20);
        Map<String, String> options = random.nextInt(3) > 0 && !shape.vectors() ? WRITE_ONLY : Map.of();
        if (which < 9 && shape.postponed() && random.nextInt(3) > 0) {
            note("write into buckets");
            table.writeIntoBuckets(rows(1 + random.nextInt(30), RowKind.INSERT));
        } else if (which < 9) {
            note("write " + options);
            table.write(options, null, rows(1 + random.nextInt(30), RowKind.INSERT));
        } else if (which < 11 && shape.keyed() && shape.engine().equals("deduplicate")) {
            note("delete");
            possible.add(Refusal.RETRACTED_ROWS);
            table.write(options, null, rows(1 + random.nextInt(5), RowKind.DELETE));
        } else if (which < 13 && shape.keyed()) {
            note("compact fully");
            table.compact(Map.of(), true);
        } else if (which < 15 && shape.keyed()) {
            note("compact");
            table.compact(Map.of(), false);
        } else if (which < 14 && !shape.keyed()) {
            note("compact");
            table.compactAppended();
        } else if (which == 14 && !shape.keyed() && shape.vectors()) {
            note("delete by vectors");
            table.deleteSome(random);
        } else if (which == 17) {
            note("expire");
            table.expire();
        } else if (which == 15
                && (!shape.keyed() || !shape.schema().partitionKeys().isEmpty())) {
            note("overwrite");
            table.write(options, Map.of(), rows(1 + random.nextInt(5), RowKind.INSERT));
        } else if (which == 16
                && shape.keyed()
                && shape.buckets() > 0
                && !shape.vectors()
                && shape.engine().equals("deduplicate")) {
            note("two writers at once");
            possible.add(Refusal.OVERLAPPING_WRITERS);
            table.writeAtOnce(WRITE_ONLY, rows(3, RowKind.INSERT), rows(3, RowKind.INSERT));
        } else {
            alter();
        }
    }

    private void note(String what) {
        done.add(what);
    }

    private void alter() throws Exception {
        List<DataField> fields = table.schema().fields().stream()
                .filter(field -> field.name().startsWith("c"))
                .filter(field -> !field.name().equals("c0"))
                .toList();
        int which = random.nextInt(5);
        if (which == 0 || fields.isEmpty()) {
            // A name that was dropped may come again.
            String name = random.nextInt(3) == 0
                            && table.schema().fields().stream()
                                    .noneMatch(field -> field.name().equals("c1"))
                    ? "c1"
                    : "cn" + columns++;
            note("add " + name);
            possible.addAll(byName());
            table.alter(SchemaChange.addColumn(name, DataTypes.INT()));
            return;
        }
        DataField field = fields.get(random.nextInt(fields.size()));
        switch (which) {
            case 1 -> {
                note("drop " + field.name());
                possible.addAll(byName());
                table.alter(SchemaChange.dropColumn(field.name()));
            }
            case 2 -> {
                String name = "cr" + columns++;
                note("rename " + field.name() + " to " + name);
                possible.addAll(byName());
                table.alter(SchemaChange.renameColumn(field.name(), name));
            }
            case 3 -> {
                if (table.schema().fields().get(0).equals(field)) {
                    return;
                }
                note("move " + field.name());
                table.alter(SchemaChange.updateColumnPosition(SchemaChange.Move.first(field.name())));
            }
            default -> widen(field);
        }
    }

    private Set<Refusal> byName() {
        return shape.format().equals("parquet") ? Set.of() : Set.of(Refusal.COLUMN_NAMES);
    }

    private void widen(DataField field) throws Exception {
        DataType to = switch (field.type().getTypeRoot()) {
            case TINYINT -> DataTypes.INT();
            case SMALLINT, INTEGER -> DataTypes.BIGINT();
            case FLOAT -> DataTypes.DOUBLE();
            case DECIMAL -> DataTypes.DECIMAL(38, ((org.apache.paimon.types.DecimalType) field.type()).getScale());
            case DATE -> DataTypes.STRING();
            case BOOLEAN -> DataTypes.STRING();
            case VARCHAR -> DataTypes.VARCHAR(random.nextBoolean() ? 3 : 1_000);
            case TIMESTAMP_WITHOUT_TIME_ZONE -> DataTypes.TIMESTAMP(6);
            default -> null;
        };
        if (to != null) {
            note(field.name() + " from " + field.type() + " to " + to);
            possible.add(Refusal.TYPE_CHANGE);
            table.alter(SchemaChange.updateColumnType(field.name(), to));
        }
    }

    private List<PaimonTable.Row> rows(int count, RowKind kind) {
        List<DataField> fields = table.schema().fields();
        Map<String, PaimonTable.Row> rows = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            GenericRow row = new GenericRow(kind, fields.size());
            for (int f = 0; f < fields.size(); f++) {
                row.setField(f, value(fields.get(f)));
            }
            rows.put(Integer.toString(i), new PaimonTable.Row(row, bucket(row, fields)));
        }
        return new ArrayList<>(rows.values());
    }

    /** A key stays in its bucket. */
    private int bucket(GenericRow row, List<DataField> fields) {
        for (int f = 0; f < fields.size(); f++) {
            if (shape.dynamic() && fields.get(f).name().equals("id")) {
                return (int) row.getField(f) % 2;
            }
        }
        return -1;
    }

    private Object value(DataField field) {
        if (field.name().equals("id")) {
            return random.nextInt(12);
        }
        if (field.name().equals("id2")) {
            return BinaryString.fromString("k" + random.nextInt(3));
        }
        if (field.name().startsWith("p")) {
            List<Object> values = partitionValues.computeIfAbsent(field.name(), name -> {
                List<Object> some = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    Object value =
                            Values.random(field.type(), random, field.type().isNullable());
                    // Paimon names a local file after the partition when it looks rows up.
                    some.add(
                            shape.keyed() && value instanceof BinaryString text
                                    ? BinaryString.fromString(text.toString().replace('/', '_'))
                                    : value);
                }
                return some;
            });
            return values.get(random.nextInt(values.size()));
        }
        return Values.random(field.type(), random, field.type().isNullable());
    }

    private void check() throws Exception {
        List<String> expected = table.texts();
        for (Format wanted : Format.values()) {
            check(wanted, expected);
        }
    }

    private void check(Format wanted, List<String> expected) throws Exception {
        Snapshot head = table.open(Map.of()).snapshotManager().latestSnapshot();
        List<TableSchema> schemas = table.schemas().stream()
                .map(schema -> new TableSchema(schema.id(), schema.toString()))
                .toList();
        TableSchema current =
                schemas.stream().max(Comparator.comparingLong(TableSchema::id)).orElseThrow();
        BuildMetadata.Built built;
        try {
            built = new BuildMetadata(new PlanTable(contents), contents, iceberg)
                    .build(
                            new Source(
                                    storage,
                                    relation,
                                    current,
                                    schemas,
                                    Optional.ofNullable(head).map(Snapshot::toJson),
                                    Optional.ofNullable(last.get(wanted)).map(kept -> kept.asLast(head, current))),
                            wanted);
        } catch (RefusedException e) {
            assertThat(possible).as(e.getMessage()).contains(e.asRefused().code());
            count("refused " + e.asRefused().code().word());
            return;
        }
        Location metadata = built.written().metadata();
        last.put(wanted, new Kept(built, head, current.id()));
        IcebergRows rows = new IcebergRows(metadata.toString());
        List<String> missing = new ArrayList<>(expected);
        List<String> extra = new ArrayList<>();
        for (String row : rows.all()) {
            if (!missing.remove(row)) {
                extra.add(row);
            }
        }
        assertThat(missing)
                .as("missing as " + wanted + " by " + built.way() + "; too many: " + extra)
                .isEmpty();
        assertThat(extra).as("too many as " + wanted + " by " + built.way()).isEmpty();
        if (head != null) {
            assertThat(rows.table().currentSnapshot().snapshotId()).isEqualTo(head.id());
            assertThat(rows.table().currentSnapshot().timestampMillis()).isEqualTo(head.timeMillis());
        }
        filter(rows);
        count("shown v" + built.formatVersion() + " " + built.way() + " " + shape.format());
        if (built.extended()) {
            count("extended");
        }
    }

    /** What was made of a state. */
    private record Kept(BuildMetadata.Built built, Snapshot head, long schema) {
        Source.Last asLast(Snapshot now, TableSchema current) {
            boolean increases = head != null && head.id() < now.id() && schema == current.id();
            return new Source.Last(
                    built.written().metadata(),
                    built.way(),
                    built.formatVersion(),
                    increases ? Optional.of(head.toJson()) : Optional.empty());
        }
    }

    /** Bounds that are too narrow would hide rows. */
    private void filter(IcebergRows rows) {
        List<Record> records = rows.records();
        if (records.isEmpty()) {
            return;
        }
        Record one = records.get(random.nextInt(records.size()));
        for (var field : rows.table().schema().columns()) {
            Object value = one.getField(field.name());
            if (field.type().isPrimitiveType() && (value == null || value instanceof Comparable<?>)) {
                var condition = value == null
                        ? Expressions.isNull(field.name())
                        : value instanceof Number || value instanceof CharSequence || value instanceof Boolean
                                ? nan(value) ? Expressions.isNaN(field.name()) : Expressions.equal(field.name(), value)
                                : Expressions.equal(field.name(), literal(value));
                List<String> expected = records.stream()
                        .filter(row -> same(row.getField(field.name()), value))
                        .map(rows::text)
                        .sorted()
                        .toList();
                assertThat(rows.where(condition)).as("where " + condition).isEqualTo(expected);
            }
        }
    }

    private static boolean nan(Object value) {
        return (value instanceof Float number && number.isNaN()) || (value instanceof Double real && real.isNaN());
    }

    private static boolean same(Object one, Object other) {
        return one == null ? other == null : one.equals(other);
    }

    private static Object literal(Object value) {
        if (value instanceof java.nio.ByteBuffer bytes) {
            return bytes;
        }
        return value.toString().replace("Z", "+00:00");
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }
}
