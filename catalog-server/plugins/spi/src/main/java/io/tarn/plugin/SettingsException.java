package io.tarn.plugin;

/** Settings that cannot be used. The message says which and why, and holds no secret. */
public final class SettingsException extends RuntimeException {
    public SettingsException(String message) {
        super(message);
    }
}
