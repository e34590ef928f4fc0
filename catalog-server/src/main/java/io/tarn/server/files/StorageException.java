package io.tarn.server.files;

/** Storage did not do what was asked, or gave no answer. */
public final class StorageException extends RuntimeException {
    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
