package io.tarn.cli;

import io.tarn.proto.v1.Columns;
import io.tarn.proto.v1.Permission;
import io.tarn.proto.v1.Resource;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a grant is on, as it is written in a command: a kind, and the name that the kind needs. */
final class ResourceText {
    static final String KINDS =
            "catalog, catalog-all, database, database-all, table, column, view, function or location";

    private static final Map<String, String> TYPES = Map.of(
            "catalog", "CATALOG",
            "catalog-all", "CATALOG_ALL",
            "database", "DATABASE",
            "database-all", "DATABASE_ALL",
            "table", "TABLE",
            "column", "COLUMN",
            "view", "VIEW",
            "function", "FUNCTION",
            "location", "LOCATION");

    private ResourceText() {}

    /** @param name empty for a catalog */
    static Resource parse(String kind, String name) {
        String type = TYPES.get(kind.toLowerCase(Locale.ROOT).replace('_', '-'));
        if (type == null) {
            throw new UsageException("There is no kind of object '" + kind + "'; there are " + KINDS);
        }
        Resource.Builder resource = Resource.newBuilder().setType(type);
        boolean unnamed = type.startsWith("CATALOG");
        if (unnamed != name.isEmpty()) {
            throw new UsageException(
                    unnamed
                            ? "A catalog is named with --catalog, not here: '" + name + "'"
                            : "The name of the " + kind + " is missing");
        }
        return switch (type) {
            case "CATALOG", "CATALOG_ALL" -> resource.build();
            case "LOCATION" -> resource.setObject(name).build();
            case "DATABASE", "DATABASE_ALL" ->
                resource.setDatabase(ObjectPath.single(name)).build();
            default -> {
                ObjectPath path = ObjectPath.parse(name);
                yield resource.setDatabase(path.database())
                        .setObject(path.object())
                        .build();
            }
        };
    }

    static String kind(Resource resource) {
        return resource.getType().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String name(Resource resource) {
        if (resource.getType().equals("LOCATION")) {
            return resource.getObject();
        }
        if (resource.getObject().isEmpty()) {
            return resource.getDatabase().isEmpty() ? "" : ObjectPath.quoted(resource.getDatabase());
        }
        return new ObjectPath(resource.getDatabase(), resource.getObject()).toString();
    }

    static String columns(Columns columns) {
        List<String> names = columns.getNamesList();
        return (columns.getExcluded() ? "all but " : "") + String.join(", ", names);
    }

    /** A grant in words. */
    static String text(Permission permission) {
        return permission.getAccess() + " on "
                + (kind(permission.getResource()) + " " + name(permission.getResource())).strip()
                + (permission.hasColumns() ? " (" + columns(permission.getColumns()) + ")" : "")
                + (permission.getExpiresAtMillis() == 0
                        ? ""
                        : " until " + Column.time(permission.getExpiresAtMillis()));
    }
}
