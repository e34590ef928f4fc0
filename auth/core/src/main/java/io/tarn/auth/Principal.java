package io.tarn.auth;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody, or a set of somebodies, that privileges are granted to.
 *
 * @param id drawn when it was made and never reused: whoever takes a dropped principal's name inherits nothing
 * @param name unique among the principals of its kind
 */
public record Principal(UUID id, Kind kind, String name) {
    /** The built-in role whose members may do everything. */
    public static final String ADMIN = "admin";

    /** Users and services call; groups and roles have members, which may be groups and roles again. */
    public enum Kind {
        USER,
        SERVICE,
        GROUP,
        ROLE;

        public boolean calls() {
            return this == USER || this == SERVICE;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Kind> ofWord(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /** How it is written wherever a principal is named, e.g. {@code user:alice}. */
    public String label() {
        return kind.word() + ":" + name;
    }

    @Override
    public String toString() {
        return label();
    }
}
