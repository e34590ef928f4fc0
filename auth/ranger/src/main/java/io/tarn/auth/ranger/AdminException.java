package io.tarn.auth.ranger;

/** Ranger Admin gave nothing that can be used. The message says what happened and never holds what was sent. */
final class AdminException extends Exception {
    private static final long serialVersionUID = 1;

    enum Kind {
        /** It did not answer, or not with what it should have. */
        FAILED,
        /** It does not let this server have policies. */
        REFUSED,
        /** It knows no such service. */
        NO_SERVICE
    }

    private final Kind kind;

    AdminException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    AdminException(String message, Throwable cause) {
        super(message, cause);
        this.kind = Kind.FAILED;
    }

    Kind kind() {
        return kind;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
