package io.tarn.server.grpc;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Errors as gRPC's clients read them: a code, and details with the server's own error code. Never a cause. */
final class RichStatus {
    static final String DOMAIN = "tarn";
    static final String REQUEST_ID = "requestId";
    static final String RESOURCE = "resource";

    private static final Duration RETRY = Duration.ofSeconds(1);

    private RichStatus() {}

    static Status of(TarnException error, String requestId) {
        return of(error, requestId, null);
    }

    /** @param retryAfter until then the server does not even look; null when it says nothing about that */
    static Status of(TarnException error, String requestId, @Nullable Duration retryAfter) {
        ErrorInfo.Builder info = ErrorInfo.newBuilder()
                .setDomain(DOMAIN)
                .setReason(error.code().name())
                .putMetadata(REQUEST_ID, requestId);
        String resource = error.resource();
        if (resource != null) {
            info.putMetadata(RESOURCE, resource);
        }
        Status.Builder status = Status.newBuilder()
                .setCode(code(error.code()).getNumber())
                .setMessage(error.getMessage())
                .addDetails(Any.pack(info.build()));
        Duration retry = error.code().isForLater() ? RETRY : retryAfter;
        if (retry != null) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(com.google.protobuf.Duration.newBuilder().setSeconds(retry.toSeconds()))
                    .build()));
        }
        return status.build();
    }

    /** UNAVAILABLE means that nothing was changed, for clients repeat such calls by themselves. */
    static Code code(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST, INVALID_NAME, INVALID_LOCATION, INVALID_SCHEMA, UNSUPPORTED_GRANT, CONTRADICTORY ->
                Code.INVALID_ARGUMENT;
            case UNAUTHENTICATED -> Code.UNAUTHENTICATED;
            case FORBIDDEN, READ_ONLY -> Code.PERMISSION_DENIED;
            case METADATA_NOT_FOUND,
                    CATALOG_NOT_FOUND,
                    DATABASE_NOT_FOUND,
                    TABLE_NOT_FOUND,
                    COLUMN_NOT_FOUND,
                    SNAPSHOT_NOT_FOUND,
                    SCHEMA_NOT_FOUND,
                    BRANCH_NOT_FOUND,
                    TAG_NOT_FOUND,
                    PARTITION_NOT_FOUND,
                    VIEW_NOT_FOUND,
                    DIALECT_NOT_FOUND,
                    FUNCTION_NOT_FOUND,
                    DEFINITION_NOT_FOUND,
                    PRINCIPAL_NOT_FOUND,
                    TOKEN_NOT_FOUND,
                    AUDIT_ENTRY_NOT_FOUND -> Code.NOT_FOUND;
            case DATABASE_EXISTS,
                    TABLE_EXISTS,
                    COLUMN_EXISTS,
                    BRANCH_EXISTS,
                    TAG_EXISTS,
                    PARTITION_EXISTS,
                    VIEW_EXISTS,
                    DIALECT_EXISTS,
                    FUNCTION_EXISTS,
                    DEFINITION_EXISTS,
                    PRINCIPAL_EXISTS,
                    POLICY_EXISTS -> Code.ALREADY_EXISTS;
            // Read again, then decide again: the same request will not do.
            case HISTORY_CONFLICT, COMMIT_CONFLICT -> Code.ABORTED;
            case EVENTS_GONE -> Code.OUT_OF_RANGE;
            case LAST_ADMIN, CHANGE_REFUSED, DATABASE_NOT_EMPTY -> Code.FAILED_PRECONDITION;
            case BODY_TOO_LARGE, TOO_MANY_ATTEMPTS, RATE_LIMITED -> Code.RESOURCE_EXHAUSTED;
            case ROUTE_NOT_FOUND, METHOD_NOT_ALLOWED, NOT_SUPPORTED, NOT_SERVED -> Code.UNIMPLEMENTED;
            case INTERNAL, COMMIT_UNKNOWN -> Code.INTERNAL;
            case UNAVAILABLE -> Code.UNAVAILABLE;
        };
    }
}
