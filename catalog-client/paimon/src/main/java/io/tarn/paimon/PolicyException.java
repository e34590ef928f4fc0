package io.tarn.paimon;

/** What the catalog says of a table's rows and columns cannot be kept to, so nothing is read. */
final class PolicyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PolicyException(String message) {
        super(message);
    }

    PolicyException(String message, Throwable cause) {
        super(message, cause);
    }
}
