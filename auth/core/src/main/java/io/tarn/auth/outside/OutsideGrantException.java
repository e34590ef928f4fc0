package io.tarn.auth.outside;

/** A grant was not made where the policies are, or nobody knows. The message is for whoever wanted it. */
public final class OutsideGrantException extends Exception {
    private static final long serialVersionUID = 1;

    public enum Kind {
        /** It cannot be said there, or was refused: nothing was changed. */
        REFUSED,
        /** Nobody was reached: nothing was changed. */
        NOT_SENT,
        /** It was sent, and what became of it is not known. */
        UNKNOWN
    }

    private final Kind kind;

    public OutsideGrantException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public OutsideGrantException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
