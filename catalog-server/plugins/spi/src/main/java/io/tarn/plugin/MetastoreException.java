package io.tarn.plugin;

/** A metastore that does not answer, or not as one. */
public final class MetastoreException extends RuntimeException {
    public MetastoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
