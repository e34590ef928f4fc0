package io.tarn.server.ops.projection;

import io.tarn.server.ops.projection.SourceType.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of a table can be shown, as far as the formats and schemas of its files tell. */
final class FileRules {
    private static final String PARQUET = "parquet";

    /** What Iceberg's readers find in files that have no ids, with the same value in it. */
    private static final Set<Kind> FOUND = Set.of(
            Kind.BOOLEAN, Kind.INT, Kind.LONG, Kind.FLOAT, Kind.DOUBLE, Kind.DECIMAL, Kind.DATE, Kind.TEXT, Kind.BYTES);

    /** Formats whose files have no ids. */
    private static final Set<String> BY_NAME = Set.of("orc", "avro");

    private final SourceSchema now;
    private final Map<Long, SourceSchema> versions = new HashMap<>();

    FileRules(SourceSchema now, List<SourceSchema> versions) {
        this.now = now;
        versions.forEach(version -> this.versions.put(version.id(), version));
    }

    /** @throws RefusedException when a file cannot be shown */
    void check(List<SourceFile> files) {
        Set<Written> seen = new HashSet<>();
        for (SourceFile file : files) {
            if (seen.add(new Written(file.format(), file.schemaId()))) {
                SourceSchema written = versions.get(file.schemaId());
                if (written == null) {
                    throw new RefusedException(
                            Refusal.UNREADABLE,
                            "A file was written with schema " + file.schemaId() + ", which is gone");
                }
                checkTypes(written);
                if (!file.format().equals(PARQUET)) {
                    checkByName(file.format(), written);
                }
            }
        }
    }

    private record Written(String format, long schema) {}

    private void checkTypes(SourceSchema written) {
        for (SourceField field : written.fields()) {
            now.field(field.id()).ifPresent(current -> {
                boolean key = now.partitionKeys().contains(current.name())
                        || now.primaryKeys().contains(current.name());
                boolean same = key
                        ? field.type().equals(current.type())
                        : ProjectionRules.sameValues(field.type(), current.type());
                if (!same) {
                    throw new RefusedException(
                            Refusal.TYPE_CHANGE,
                            "Files have the column '" + current.name() + "' in a type that Iceberg does not turn into"
                                    + " the one it has now");
                }
            });
        }
    }

    private void checkByName(String format, SourceSchema written) {
        if (!BY_NAME.contains(format)) {
            throw new RefusedException(Refusal.FILE_FORMAT, "Files are in the format " + format);
        }
        for (SourceField field : written.fields()) {
            if (!(field.type() instanceof SourceType.Simple simple) || !FOUND.contains(simple.kind())) {
                throw new RefusedException(
                        Refusal.FILE_FORMAT,
                        "Iceberg reads the column '" + field.name() + "' in another way from files in the format "
                                + format);
            }
            now.field(field.id()).ifPresent(current -> {
                if (!current.type().equals(field.type())) {
                    throw new RefusedException(
                            Refusal.TYPE_CHANGE,
                            "Files in the format " + format + " have the column '" + current.name()
                                    + "' in the type that it had");
                }
            });
            checkName(field);
        }
    }

    /** Readers that use no name mapping, and some do not, find a column by the name that it has now. */
    private void checkName(SourceField written) {
        for (SourceField field : now.fields()) {
            if ((field.id() == written.id()) != field.name().equals(written.name())) {
                throw new RefusedException(
                        Refusal.COLUMN_NAMES,
                        "Files tell columns by name, and what they call '" + written.name()
                                + "' is another column now");
            }
        }
    }
}
