package io.tarn.server.iceberglib;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.iceberg.RetryableValidationException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.jspecify.annotations.Nullable;

/** Whatever the library does not like about what was sent, it says by an exception. */
final class Understanding {
    /** What only tells how the library is made. */
    private static final Pattern INSIDES = Pattern.compile("^Cannot invoke|^Index \\d|\\b(java|org|com)\\.[a-z]+\\.");

    private Understanding() {}

    /** @throws TarnException COMMIT_CONFLICT, INVALID_SCHEMA */
    static <T> T of(Supplier<T> work) {
        try {
            return work.get();
        } catch (TarnException e) {
            throw e;
        } catch (CommitFailedException e) {
            throw conflict(String.valueOf(e.getMessage()), e);
        } catch (RetryableValidationException e) {
            throw conflict("Validation failed, please retry: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw invalid(said(e), e);
        }
    }

    /** Iceberg's own words are what users know; those of its machinery tell them nothing. */
    private static String said(RuntimeException e) {
        String message = e.getMessage();
        String line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.isEmpty()
                        || e instanceof ClassCastException
                        || INSIDES.matcher(line).find()
                ? "The request is not valid"
                : line;
    }

    private static TarnException conflict(String message, RuntimeException cause) {
        return TarnException.causedBy(ErrorCode.COMMIT_CONFLICT, message, cause);
    }

    static TarnException invalid(String message, @Nullable Exception cause) {
        return cause == null
                ? TarnException.of(ErrorCode.INVALID_SCHEMA, message)
                : TarnException.causedBy(ErrorCode.INVALID_SCHEMA, message, cause);
    }
}
