package io.tarn.server.config;

/** The configuration cannot be used; the message says where and what to do, and is all that a user needs to see. */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
