package io.tarn.server.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Json;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The protocol's error body. Clients decide by status and {@code type}, and people know some messages by heart. */
final class IcebergErrors {
    private static final Pattern TOLD =
            Pattern.compile("(?s)(?:Database|Table|View|A view or table) (.*) (does not exist|exists already)");

    private IcebergErrors() {}

    static JsonNode body(TarnException error) {
        ObjectNode body = Json.object();
        ObjectNode told = body.putObject("error");
        told.put("message", message(error));
        told.put("type", type(error.code()));
        told.put("code", error.code().status());
        return body;
    }

    private static String message(TarnException error) {
        String what = switch (error.code()) {
            case DATABASE_NOT_FOUND, DATABASE_EXISTS -> "Namespace";
            case TABLE_NOT_FOUND, TABLE_EXISTS -> "Table";
            case VIEW_NOT_FOUND, VIEW_EXISTS -> "View";
            default -> "";
        };
        Matcher told = TOLD.matcher(error.getMessage());
        if (what.isEmpty() || !told.matches()) {
            return error.getMessage();
        }
        return what + (told.group(2).startsWith("does") ? " does not exist: " : " already exists: ") + told.group(1);
    }

    private static String type(ErrorCode code) {
        return switch (code) {
            case DATABASE_NOT_FOUND -> "NoSuchNamespaceException";
            case DATABASE_NOT_EMPTY -> "NamespaceNotEmptyException";
            case TABLE_NOT_FOUND -> "NoSuchTableException";
            case VIEW_NOT_FOUND -> "NoSuchViewException";
            case CATALOG_NOT_FOUND -> "NoSuchWarehouseException";
            case METADATA_NOT_FOUND -> "NotFoundException";
            case DATABASE_EXISTS, TABLE_EXISTS, VIEW_EXISTS -> "AlreadyExistsException";
            case COMMIT_CONFLICT -> "CommitFailedException";
            case COMMIT_UNKNOWN -> "CommitStateUnknownException";
            case CONTRADICTORY -> "UnprocessableEntityException";
            case UNAUTHENTICATED -> "NotAuthorizedException";
            case FORBIDDEN, READ_ONLY -> "ForbiddenException";
            case TOO_MANY_ATTEMPTS, RATE_LIMITED -> "TooManyRequestsException";
            case UNAVAILABLE -> "ServiceUnavailableException";
            case INTERNAL, CHANGE_REFUSED -> "ServiceFailureException";
            case NOT_SUPPORTED, NOT_SERVED, METHOD_NOT_ALLOWED -> "UnsupportedOperationException";
            case INVALID_SCHEMA -> "IllegalArgumentException";
            case ROUTE_NOT_FOUND -> "NoSuchRouteException";
            default -> code.status() == ErrorCode.INVALID_REQUEST.status() ? "BadRequestException" : "RESTException";
        };
    }
}
