package io.tarn.iceberg;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;

/**
 * A random table.
 *
 * @param format of new files
 * @param buckets as the option has it: -1 without a number of them, -2 while rows wait to be put into some
 */
record Shape(Schema schema, boolean keyed, boolean vectors, String engine, String format, int buckets) {
    static final int DYNAMIC = -1;
    static final int POSTPONED = -2;

    private static final List<DataType> PARQUET = List.of(
            DataTypes.INT(),
            DataTypes.BIGINT(),
            DataTypes.STRING(),
            DataTypes.VARCHAR(10),
            DataTypes.CHAR(5),
            DataTypes.BOOLEAN(),
            DataTypes.TINYINT(),
            DataTypes.SMALLINT(),
            DataTypes.FLOAT(),
            DataTypes.DOUBLE(),
            DataTypes.DATE(),
            DataTypes.DECIMAL(9, 2),
            DataTypes.DECIMAL(18, 0),
            DataTypes.DECIMAL(38, 10),
            DataTypes.TIMESTAMP(4),
            DataTypes.TIMESTAMP(6),
            DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(5),
            DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(6),
            DataTypes.BYTES(),
            DataTypes.BINARY(4),
            DataTypes.ARRAY(DataTypes.INT()),
            DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.STRING())),
            DataTypes.MAP(DataTypes.STRING(), DataTypes.BIGINT()),
            DataTypes.MAP(DataTypes.INT(), DataTypes.ARRAY(DataTypes.DATE())),
            DataTypes.ROW(DataTypes.FIELD(0, "a", DataTypes.INT()), DataTypes.FIELD(1, "b", DataTypes.STRING())),
            DataTypes.ARRAY(DataTypes.ROW(
                    DataTypes.FIELD(0, "x", DataTypes.BIGINT()),
                    DataTypes.FIELD(1, "y", DataTypes.ARRAY(DataTypes.INT())))));

    private static final List<DataType> BY_NAME = List.of(
            DataTypes.INT(),
            DataTypes.BIGINT(),
            DataTypes.STRING(),
            DataTypes.VARCHAR(10),
            DataTypes.BOOLEAN(),
            DataTypes.TINYINT(),
            DataTypes.SMALLINT(),
            DataTypes.FLOAT(),
            DataTypes.DOUBLE(),
            DataTypes.DATE(),
            DataTypes.DECIMAL(9, 2),
            DataTypes.DECIMAL(18, 0),
            DataTypes.DECIMAL(38, 10),
            DataTypes.BYTES());

    /** Nothing that Iceberg has, or in no form that its readers read. */
    private static final List<DataType> FOREIGN = List.of(
            DataTypes.TIME(),
            DataTypes.TIMESTAMP(9),
            DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(9),
            DataTypes.TIMESTAMP(3),
            DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(0));

    /** No table of Paimon has these in Avro files. */
    private static final Set<DataType> FINER_THAN_AVRO =
            Set.of(DataTypes.TIMESTAMP(9), DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(9));

    private static final List<DataType> PARTITIONS = List.of(
            DataTypes.STRING(),
            DataTypes.INT(),
            DataTypes.BIGINT(),
            DataTypes.DATE(),
            DataTypes.BOOLEAN(),
            DataTypes.SMALLINT(),
            DataTypes.DECIMAL(12, 2),
            DataTypes.TIMESTAMP(6));

    static Shape random(Random random) {
        boolean keyed = random.nextInt(3) > 0;
        String format = random.nextInt(5) > 0 ? "parquet" : random.nextBoolean() ? "orc" : "avro";
        Map<String, String> options = new LinkedHashMap<>();
        options.put("file.format", format);
        options.put("snapshot.num-retained.min", "100");
        options.put("snapshot.num-retained.max", "1000");
        int partitions = random.nextInt(5) < 2 ? 0 : 1 + random.nextInt(2);
        Schema.Builder schema = Schema.newBuilder();
        List<String> partitionKeys = new ArrayList<>();
        List<String> primaryKeys = new ArrayList<>();
        schema.column("id", keyed ? DataTypes.INT().notNull() : DataTypes.INT());
        primaryKeys.add("id");
        if (keyed && random.nextInt(3) == 0) {
            schema.column("id2", DataTypes.STRING().notNull());
            primaryKeys.add("id2");
        }
        for (int i = 0; i < partitions; i++) {
            DataType type = PARTITIONS.get(random.nextInt(PARTITIONS.size()));
            schema.column("p" + i, keyed ? type.notNull() : type);
            partitionKeys.add("p" + i);
        }
        List<DataType> types = new ArrayList<>(format.equals("parquet") ? PARQUET : BY_NAME);
        Collections.shuffle(types, random);
        int columns = 1 + random.nextInt(6);
        for (int i = 0; i < columns; i++) {
            schema.column("c" + i, types.get(i));
        }
        if (random.nextInt(12) == 0) {
            List<DataType> foreign = FOREIGN.stream()
                    .filter(type -> !format.equals("avro") || !FINER_THAN_AVRO.contains(type))
                    .toList();
            schema.column("foreign", foreign.get(random.nextInt(foreign.size())));
        }
        schema.partitionKeys(partitionKeys);
        boolean vectors = false;
        String engine = "deduplicate";
        int buckets = -1;
        if (keyed) {
            primaryKeys.addAll(partitionKeys);
            schema.primaryKey(primaryKeys);
            vectors = random.nextInt(5) < 2;
            int which = random.nextInt(12);
            engine = which == 0 ? "partial-update" : which == 1 ? "aggregation" : which < 4 ? "first-row" : engine;
            if (engine.equals("first-row")) {
                vectors = false;
            }
            options.put("merge-engine", engine);
            if (random.nextInt(10) == 0 && !engine.equals("first-row")) {
                options.put("sequence.field", "c0");
            }
            int kind = random.nextInt(8);
            buckets = kind == 0 ? DYNAMIC : kind == 1 && !vectors ? POSTPONED : 1 + random.nextInt(2);
            options.put("num-sorted-run.compaction-trigger", "3");
            if (random.nextInt(4) == 0) {
                options.put("data-file.thin-mode", "true");
            }
        } else {
            vectors = random.nextInt(3) == 0;
            if (random.nextInt(4) == 0) {
                buckets = 2;
                options.put("bucket-key", "id");
            }
        }
        options.put("bucket", Integer.toString(buckets));
        if (vectors) {
            options.put("deletion-vectors.enabled", "true");
            options.put("deletion-vectors.bitmap64", Boolean.toString(random.nextInt(3) > 0));
        }
        if (random.nextInt(6) == 0) {
            options.put(
                    "metadata.stats-mode",
                    List.of("none", "counts", "full", "truncate(3)").get(random.nextInt(4)));
        }
        options.forEach(schema::option);
        return new Shape(schema.build(), keyed, vectors, engine, format, buckets);
    }

    /** Whether its writers choose a bucket for each new key. */
    boolean dynamic() {
        return keyed && buckets == DYNAMIC;
    }

    boolean postponed() {
        return keyed && buckets == POSTPONED;
    }
}
