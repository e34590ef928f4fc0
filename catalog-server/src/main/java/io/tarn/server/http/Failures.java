package io.tarn.server.http;

import io.javalin.http.HttpResponseException;
import io.tarn.auth.login.RefusedException;
import io.tarn.auth.login.UndecidedException;
import io.tarn.server.files.StorageException;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.StoreUnavailableException;
import java.io.EOFException;
import org.eclipse.jetty.http.HttpException;

/** What an exception means to a caller. Operations that have changed something say so themselves, before it gets here. */
public final class Failures {
    private Failures() {}

    public static TarnException translate(Exception failure) {
        if (failure instanceof TarnException known) {
            return known;
        }
        if (failure instanceof RefusedException refused) {
            ErrorCode code = refused.retryAfter().isPresent() ? ErrorCode.TOO_MANY_ATTEMPTS : ErrorCode.UNAUTHENTICATED;
            return TarnException.of(code, String.valueOf(refused.getMessage()));
        }
        if (failure instanceof UndecidedException) {
            return TarnException.causedBy(ErrorCode.UNAVAILABLE, String.valueOf(failure.getMessage()), failure);
        }
        if (failure instanceof StoreUnavailableException) {
            return TarnException.causedBy(
                    ErrorCode.UNAVAILABLE, "The catalog database does not answer; nothing was changed", failure);
        }
        if (failure instanceof StorageException) {
            return TarnException.causedBy(
                    ErrorCode.UNAVAILABLE, "The warehouse's storage does not answer; nothing was changed", failure);
        }
        if (failure instanceof HttpResponseException http) {
            return http.getStatus() == ErrorCode.BODY_TOO_LARGE.status()
                    ? TarnException.causedBy(ErrorCode.BODY_TOO_LARGE, "The body is too large", failure)
                    : TarnException.causedBy(ErrorCode.INVALID_REQUEST, "The request cannot be read", failure);
        }
        if (failure instanceof EOFException
                || (failure instanceof HttpException bad && bad.getCode() < ErrorCode.INTERNAL.status())) {
            // Thrown where a body is read, before anything is done. Clients are stopped in the middle all the time.
            return TarnException.causedBy(
                    ErrorCode.INVALID_REQUEST, "The request ended early, or is not valid HTTP", failure);
        }
        return TarnException.causedBy(
                ErrorCode.INTERNAL, "The server failed; its log has the cause under this request's id", failure);
    }

    static TarnException tooLarge(long limit) {
        return TarnException.of(
                ErrorCode.BODY_TOO_LARGE, "The body is larger than " + limit + " bytes (setting http.max-body-bytes)");
    }
}
