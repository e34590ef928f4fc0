package io.tarn.client.manage;

import java.io.Serial;

/** The server refused a request, or did not answer it. */
public final class ManagementException extends RuntimeException {
    /** The status of a request that got no answer. */
    public static final int NO_ANSWER = 0;

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final String error;
    private final String requestId;

    ManagementException(int status, String error, String message, String requestId) {
        super(message);
        this.status = status;
        this.error = error;
        this.requestId = requestId;
    }

    static ManagementException noAnswer(String message, Exception cause) {
        ManagementException failure = new ManagementException(NO_ANSWER, "", message, "");
        failure.initCause(cause);
        return failure;
    }

    /** Of HTTP; {@link #NO_ANSWER} when there was none: what came of a change is not known then. */
    public int status() {
        return status;
    }

    /** The server's own word, such as PRINCIPAL_NOT_FOUND; empty when it said none. */
    public String error() {
        return error;
    }

    /** By which the server's log and audit know the request; empty when it said none. */
    public String requestId() {
        return requestId;
    }
}
