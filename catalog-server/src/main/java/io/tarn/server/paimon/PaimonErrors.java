package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Json;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import org.jspecify.annotations.Nullable;

/**
 * The protocol's error body. Clients decide by its {@code code}, which must equal the HTTP status, and by {@code
 * resourceType}: a 404 about a SNAPSHOT is an empty table, one about a TABLE is no table.
 */
final class PaimonErrors {
    private PaimonErrors() {}

    static JsonNode body(TarnException error) {
        ObjectNode body = Json.object();
        body.put("message", message(error));
        body.put("resourceType", resourceType(error.code()));
        body.put("resourceName", error.resource());
        body.put("code", error.code().status());
        return body;
    }

    /**
     * The Java clients take these two messages for a format string and fail at a single {@code %}, which may have come from
     * the request itself.
     */
    private static String message(TarnException error) {
        int status = error.code().status();
        return status == 400 || status == 501 ? error.getMessage().replace("%", "%%") : error.getMessage();
    }

    private static @Nullable String resourceType(ErrorCode code) {
        return switch (code) {
            case DATABASE_NOT_FOUND, DATABASE_EXISTS -> "DATABASE";
            case TABLE_NOT_FOUND, TABLE_EXISTS -> "TABLE";
            case COLUMN_NOT_FOUND, COLUMN_EXISTS -> "COLUMN";
            case SNAPSHOT_NOT_FOUND -> "SNAPSHOT";
            case SCHEMA_NOT_FOUND -> "SCHEMA";
            case BRANCH_NOT_FOUND, BRANCH_EXISTS -> "BRANCH";
            case TAG_NOT_FOUND, TAG_EXISTS -> "TAG";
            case PARTITION_NOT_FOUND, PARTITION_EXISTS -> "PARTITION";
            case VIEW_NOT_FOUND, VIEW_EXISTS -> "VIEW";
            case DIALECT_NOT_FOUND, DIALECT_EXISTS -> "DIALECT";
            case FUNCTION_NOT_FOUND, FUNCTION_EXISTS -> "FUNCTION";
            case DEFINITION_NOT_FOUND, DEFINITION_EXISTS -> "DEFINITION";
            case HISTORY_CONFLICT,
                    METADATA_NOT_FOUND,
                    NOT_SERVED,
                    DATABASE_NOT_EMPTY,
                    COMMIT_CONFLICT,
                    CONTRADICTORY,
                    COMMIT_UNKNOWN,
                    INVALID_REQUEST,
                    INVALID_NAME,
                    INVALID_LOCATION,
                    INVALID_SCHEMA,
                    UNAUTHENTICATED,
                    UNSUPPORTED_GRANT,
                    TOO_MANY_ATTEMPTS,
                    RATE_LIMITED,
                    FORBIDDEN,
                    READ_ONLY,
                    ROUTE_NOT_FOUND,
                    CATALOG_NOT_FOUND,
                    PRINCIPAL_NOT_FOUND,
                    PRINCIPAL_EXISTS,
                    POLICY_EXISTS,
                    LAST_ADMIN,
                    TOKEN_NOT_FOUND,
                    AUDIT_ENTRY_NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    EVENTS_GONE,
                    BODY_TOO_LARGE,
                    INTERNAL,
                    CHANGE_REFUSED,
                    NOT_SUPPORTED,
                    UNAVAILABLE -> null;
        };
    }
}
