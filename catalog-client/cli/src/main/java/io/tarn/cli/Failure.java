package io.tarn.cli;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.tarn.client.manage.ManagementException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a command failed, for people and for scripts.
 *
 * @param code that the command ends with
 * @param error the server's own word for it; empty when it said none
 * @param requestId empty when no request was answered
 * @param next what to do about it; empty when the message says it
 */
record Failure(int code, String error, String message, String requestId, String next) {
    private static final String CHECK_TOKEN =
            "Check the token: TARN_TOKEN, TARN_TOKEN_FILE or the profile's token-file.";
    private static final String CHECK_SERVER =
            "Look whether it is up: tarn check server. If this was to change something, look whether it did.";
    private static final String AGAIN = "Nothing was changed; try again.";
    private static final String LOOK = "If this was to change something, look whether it did.";

    static Failure of(Exception failure) {
        if (failure instanceof UsageException e) {
            return new Failure(Exit.USAGE, "", String.valueOf(e.getMessage()), "", "");
        }
        if (failure instanceof StatusRuntimeException e) {
            return of(StatusProto.fromThrowable(e), e.getStatus());
        }
        if (failure instanceof ManagementException e) {
            return of(e);
        }
        return bug(failure);
    }

    static Failure bug(Throwable failure) {
        return new Failure(
                Exit.BUG,
                "",
                "This is a fault of tarn itself: " + failure + at(failure),
                "",
                "Please report it with the command that you ran.");
    }

    private static String at(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0];
    }

    /** One item of a list that the server answered item by item. */
    static Failure of(com.google.rpc.Status item) {
        return of(item, Status.fromCodeValue(item.getCode()).withDescription(item.getMessage()));
    }

    private static Failure of(com.google.rpc.@Nullable Status rich, Status status) {
        ErrorInfo info = info(rich);
        boolean told = info != null;
        String error = info == null ? "" : info.getReason();
        Map<String, String> metadata = info == null ? Map.of() : info.getMetadataMap();
        String said = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        String message = !told && status.getCode() == Status.Code.UNAVAILABLE ? noAnswer(status, said) : said;
        int code = code(status.getCode());
        return new Failure(
                code,
                error,
                message,
                metadata.getOrDefault("requestId", ""),
                next(code, status.getCode() == Status.Code.UNAUTHENTICATED, told, error));
    }

    /** In the words of the innermost cause: those around it tell of layers, such as a failed handshake. */
    private static String noAnswer(Status status, String said) {
        Throwable cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return "No answer from the server: "
                + (cause == null || cause.getMessage() == null ? said : cause.getMessage());
    }

    private static @Nullable ErrorInfo info(com.google.rpc.@Nullable Status status) {
        if (status == null) {
            return null;
        }
        try {
            for (Any detail : status.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    return detail.unpack(ErrorInfo.class);
                }
            }
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
        return null;
    }

    private static Failure of(ManagementException e) {
        int code = switch (e.status()) {
            case 400, 405, 413 -> Exit.USAGE;
            case 401, 403 -> Exit.DENIED;
            case 404 -> Exit.NOT_FOUND;
            case 409 -> Exit.CONFLICT;
            case 429, 503 -> Exit.UNAVAILABLE;
            case 501 -> Exit.NOT_SUPPORTED;
            default -> e.error().equals("CHANGE_REFUSED") ? Exit.CONFLICT : Exit.UNAVAILABLE;
        };
        return new Failure(
                code,
                e.error(),
                String.valueOf(e.getMessage()),
                e.requestId(),
                next(code, e.status() == 401, e.status() != ManagementException.NO_ANSWER, e.error()));
    }

    private static int code(Status.Code code) {
        return switch (code) {
            case OK -> Exit.OK;
            case INVALID_ARGUMENT, OUT_OF_RANGE -> Exit.USAGE;
            case NOT_FOUND -> Exit.NOT_FOUND;
            case UNAUTHENTICATED, PERMISSION_DENIED -> Exit.DENIED;
            case ALREADY_EXISTS, ABORTED, FAILED_PRECONDITION -> Exit.CONFLICT;
            case UNIMPLEMENTED -> Exit.NOT_SUPPORTED;
            case UNAVAILABLE, INTERNAL, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN, DATA_LOSS, RESOURCE_EXHAUSTED ->
                Exit.UNAVAILABLE;
        };
    }

    private static String next(int code, boolean unauthenticated, boolean told, String error) {
        return switch (code) {
            case Exit.DENIED -> unauthenticated ? CHECK_TOKEN : "";
            case Exit.NOT_FOUND -> "Look with 'list' what there is; what you may not know of is not found either.";
            case Exit.UNAVAILABLE -> {
                if (!told) {
                    yield CHECK_SERVER;
                }
                yield error.equals("UNAVAILABLE") || error.equals("TOO_MANY_ATTEMPTS") ? AGAIN : LOOK;
            }
            default -> "";
        };
    }

    /** One line. */
    String line() {
        String end = message.endsWith(".") ? "" : ".";
        return Column.printable("tarn: " + message + (requestId.isEmpty() ? end : " (request " + requestId + ").")
                + (next.isEmpty() ? "" : " " + next));
    }
}
