package io.tarn.server.model;

import org.jspecify.annotations.Nullable;

/**
 * The one exception of the catalog.
 *
 * <p>The message is public: it is written for the caller and never holds a cause's text. The cause is for the log only.
 */
public final class TarnException extends RuntimeException {
    private final ErrorCode code;
    private final @Nullable String resource;

    private TarnException(ErrorCode code, @Nullable String resource, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.resource = resource;
    }

    public static TarnException of(ErrorCode code, String message) {
        return new TarnException(code, null, message, null);
    }

    /** An error about one named thing; clients show {@code resource} and some decide by it. */
    public static TarnException about(ErrorCode code, String resource, String message) {
        return new TarnException(code, resource, message, null);
    }

    public static TarnException causedBy(ErrorCode code, String message, Throwable cause) {
        return new TarnException(code, null, message, cause);
    }

    public ErrorCode code() {
        return code;
    }

    /** The name of what the error is about, when it is about one thing. */
    public @Nullable String resource() {
        return resource;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.name() : message;
    }
}
