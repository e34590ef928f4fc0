package io.tarn.server.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.ColumnSet;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.privileges.GrantPrivilege;
import io.tarn.server.ops.privileges.Resource;
import io.tarn.server.store.PermissionRows.Permission;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Grants as Paimon's management API writes them. {@code expireTime} is ISO-8601 with an offset. */
final class PermissionJson {
    private PermissionJson() {}

    static GrantPrivilege.Request grant(Body body) {
        return new GrantPrivilege.Request(
                resource(body.object("resource")),
                privilege(body.text("access")),
                body.text("principal"),
                body.has("columns") ? columns(body.object("columns")) : null,
                expiresAt(body.textOrNull("expireTime")));
    }

    static Resource resource(Body body) {
        return resource(
                body.text("type"),
                body.textOrNull("database"),
                body.textOrNull("table"),
                body.textOrNull("view"),
                body.textOrNull("function"),
                body.textOrNull("location"));
    }

    /** @throws TarnException INVALID_REQUEST when a name that the type needs is missing, or there is one too many */
    static Resource resource(
            String typeText,
            @Nullable String database,
            @Nullable String table,
            @Nullable String view,
            @Nullable String function,
            @Nullable String location) {
        ResourceType type = type(typeText);
        String object = switch (type) {
            case TABLE, COLUMN -> need(type, "table", table);
            case VIEW -> need(type, "view", view);
            case FUNCTION -> need(type, "function", function);
            case LOCATION -> need(type, "location", location);
            case CATALOG, CATALOG_ALL, DATABASE, DATABASE_ALL -> "";
        };
        boolean inDatabase = switch (type) {
            case CATALOG, CATALOG_ALL, LOCATION -> false;
            default -> true;
        };
        long named = Stream.of(table, view, function, location)
                .filter(name -> name != null)
                .count();
        if (named != (object.isEmpty() ? 0 : 1) || (!inDatabase && database != null)) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "A resource of type " + type + " has fewer names");
        }
        String base = inDatabase ? Names.check("database", need(type, "database", database)) : "";
        return new Resource(
                type,
                base,
                object.isEmpty() || type == ResourceType.LOCATION
                        ? object
                        : Names.check(type.on().word(), object));
    }

    private static String need(ResourceType type, String what, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "A resource of type " + type + " needs the member '" + what + "'");
        }
        return name;
    }

    static ResourceType type(String text) {
        return word(ResourceType.class, "resource type", text);
    }

    static Privilege privilege(String text) {
        return word(Privilege.class, "access", text);
    }

    private static <E extends Enum<E>> E word(Class<E> type, String what, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(word -> word.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> TarnException.of(
                        ErrorCode.INVALID_REQUEST,
                        "There is no " + what + " '" + Names.printable(text) + "'; there are "
                                + Arrays.toString(type.getEnumConstants())));
    }

    private static ColumnSet columns(Body body) {
        boolean excluded = body.has("excludedColumnNames");
        if (excluded == body.has("columnNames")) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "'columns' needs one of 'columnNames' and 'excludedColumnNames'");
        }
        return new ColumnSet(excluded, body.textListOrEmpty(excluded ? "excludedColumnNames" : "columnNames"));
    }

    private static long expiresAt(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw TarnException.causedBy(
                    ErrorCode.INVALID_REQUEST,
                    "'expireTime' is not a time like 2030-01-31T12:00:00Z: '" + Names.printable(text) + "'",
                    e);
        }
    }

    static JsonNode json(Permission permission) {
        ObjectNode json = Json.object();
        json.set("resource", resource(permission));
        json.put("access", permission.grant().privilege().name());
        json.put("principal", permission.principal().label());
        ColumnSet columns = permission.grant().columns();
        if (columns != null) {
            json.set(
                    "columns",
                    Json.object()
                            .set(
                                    columns.excluded() ? "excludedColumnNames" : "columnNames",
                                    Json.array(columns.names())));
        }
        if (permission.grant().expiresAt() != 0) {
            json.put("expireTime", time(permission.grant().expiresAt()));
        }
        return json;
    }

    private static JsonNode resource(Permission permission) {
        ObjectNode resource = Json.object();
        ResourceType type = permission.grant().type();
        resource.put("type", type.name());
        if (!permission.place().database().isEmpty()) {
            resource.put("database", permission.place().database());
        }
        if (!permission.place().object().isEmpty()) {
            resource.put(type.on().word(), permission.place().object());
        }
        return resource;
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
