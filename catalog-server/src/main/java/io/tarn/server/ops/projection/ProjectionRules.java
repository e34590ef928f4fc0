package io.tarn.server.ops.projection;

import io.tarn.server.model.Relation;
import io.tarn.server.ops.projection.SourceType.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of a table can be shown, as far as its row and its schema tell. */
final class ProjectionRules {
    /** With these, Paimon's readers read something else than the newest snapshot of the table as its files are. */
    private static final Set<String> READS_OTHERWISE = Set.of(
            "scan.timestamp",
            "scan.timestamp-millis",
            "scan.watermark",
            "scan.file-creation-time-millis",
            "scan.creation-time-millis",
            "scan.snapshot-id",
            "scan.tag-name",
            "scan.version",
            "scan.fallback-branch",
            "scan.fallback-snapshot-branch",
            "scan.fallback-delta-branch",
            "scan.primary-branch",
            "incremental-between",
            "incremental-between-timestamp",
            "incremental-to-auto-tag",
            "batch-scan-mode",
            "chain-table.enabled",
            "pk-clustering-override",
            "table-read.sequence-number.enabled",
            "blob-field",
            "vector-field");

    private static final int MILLISECONDS = 3;

    private static final Set<Kind> PARTITIONS =
            Set.of(Kind.BOOLEAN, Kind.INT, Kind.LONG, Kind.DECIMAL, Kind.DATE, Kind.TIMESTAMP, Kind.INSTANT, Kind.TEXT);

    private ProjectionRules() {}

    /** @throws RefusedException when the table is of another kind */
    static void check(Relation relation) {
        switch (relation.ownership()) {
            case MANAGED -> {}
            case EXTERNAL ->
                throw new RefusedException(
                        Refusal.EXTERNAL, "The table is external: storage decides of it, and may do so at any time");
            case WITHOUT_HISTORY ->
                throw new RefusedException(
                        Refusal.NO_HISTORY,
                        "The table is of type " + relation.kind().word());
        }
    }

    /** @throws RefusedException when no snapshot with this schema can be shown */
    static void check(SourceSchema schema) {
        checkOptions(schema);
        for (SourceField field : schema.fields()) {
            checkType(field.name(), field.type());
        }
        for (String key : schema.partitionKeys()) {
            SourceType type = schema.field(key).type();
            if (!(type instanceof SourceType.Simple simple) || !PARTITIONS.contains(simple.kind())) {
                throw new RefusedException(
                        Refusal.COLUMN_TYPE, "Partitions by the column '" + key + "' cannot be told exactly");
            }
        }
    }

    private static void checkOptions(SourceSchema schema) {
        Map<String, String> options = schema.options();
        options.keySet().stream()
                .filter(READS_OTHERWISE::contains)
                .filter(option -> !options.getOrDefault(option, "").equalsIgnoreCase("false"))
                .min(Comparator.naturalOrder())
                .ifPresent(option -> {
                    throw new RefusedException(
                            Refusal.OPTION, "With its option '" + option + "' it is not read as its files are");
                });
        String mode = options.getOrDefault("scan.mode", "default");
        if (!Set.of("default", "latest", "latest-full", "full").contains(mode)) {
            throw new RefusedException(Refusal.OPTION, "With its option 'scan.mode' it is not read as its files are");
        }
        if (schema.is("data-evolution.enabled") || schema.is("row-tracking.enabled")) {
            throw new RefusedException(Refusal.ROW_PARTS, "Files may hold parts of rows");
        }
        if (options.containsKey("record-level.expire-time")) {
            throw new RefusedException(Refusal.EXPIRING_ROWS, "Rows expire one by one");
        }
    }

    private static void checkType(String column, SourceType type) {
        if (type instanceof SourceType.Unknown unknown) {
            throw new RefusedException(Refusal.COLUMN_TYPE, "The column '" + column + "' is of type " + unknown.name());
        } else if (type instanceof SourceType.Simple simple) {
            checkTime(column, simple);
        } else if (type instanceof SourceType.ListOf list) {
            checkType(column, list.element());
        } else if (type instanceof SourceType.MapOf map) {
            checkType(column, map.key());
            checkType(column, map.value());
        } else if (type instanceof SourceType.Struct struct) {
            struct.fields().forEach(field -> checkType(column, field.type()));
        }
    }

    /**
     * Paimon's files hold these times in milliseconds. Iceberg's readers read that, but compare the bounds in a file with
     * microseconds, and so leave out rows that a condition wants.
     */
    private static void checkTime(String column, SourceType.Simple type) {
        boolean time = type.kind() == Kind.TIMESTAMP || type.kind() == Kind.INSTANT;
        if (time && type.length() <= MILLISECONDS) {
            throw new RefusedException(
                    Refusal.MILLISECONDS,
                    "The column '" + column + "' is of type " + type.name()
                            + ", by which Iceberg's readers do not find all rows");
        }
    }

    /**
     * Whether a file's value of one type is the same value in another, for readers of both formats.
     *
     * @param written what the file has
     */
    static boolean sameValues(SourceType written, SourceType now) {
        if (written.equals(now)) {
            return true;
        }
        if (written instanceof SourceType.Simple from && now instanceof SourceType.Simple to) {
            return widened(from, to);
        }
        if (written instanceof SourceType.ListOf from && now instanceof SourceType.ListOf to) {
            return sameValues(from.element(), to.element());
        }
        if (written instanceof SourceType.MapOf from && now instanceof SourceType.MapOf to) {
            return from.key().equals(to.key()) && sameValues(from.value(), to.value());
        }
        return written instanceof SourceType.Struct from
                && now instanceof SourceType.Struct to
                && sameFields(from.fields(), to.fields());
    }

    private static boolean sameFields(List<SourceField> written, List<SourceField> now) {
        boolean some = false;
        for (SourceField field : now) {
            for (SourceField before : written) {
                if (before.id() == field.id()) {
                    some = true;
                    if (!sameValues(before.type(), field.type())) {
                        return false;
                    }
                }
            }
        }
        // Of a struct without any field that it had, it is not known whether it was null.
        return some;
    }

    private static boolean widened(SourceType.Simple from, SourceType.Simple to) {
        return switch (from.kind()) {
            case INT -> to.kind() == Kind.LONG || (to.kind() == Kind.INT && to.length() >= from.length());
            case FLOAT -> to.kind() == Kind.DOUBLE;
            case DECIMAL -> to.kind() == Kind.DECIMAL && to.scale() == from.scale() && to.length() >= from.length();
            case TEXT -> to.kind() == Kind.TEXT && to.length() >= from.length();
            default -> false;
        };
    }
}
