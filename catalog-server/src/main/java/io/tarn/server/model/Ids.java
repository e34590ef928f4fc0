package io.tarn.server.model;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;

/** Makes the ids of everything that is stored: UUIDv7 (RFC 9562), so that rows made together lie together. */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Of an id as text. */
    private static final int LENGTH = 36;

    private Ids() {}

    public static UUID next() {
        long millis = System.currentTimeMillis();
        long high = (millis << 16) | 0x7000L | (RANDOM.nextLong() & 0x0FFFL);
        long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** When an id of {@link #next} was made, in epoch milliseconds. */
    public static long time(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }

    /** The smallest id that can be made at a time, as a bound; ids are in the order of their times. */
    public static UUID first(long millis) {
        return new UUID(millis << 16, 0);
    }

    /** An id as {@link UUID#toString} writes it; empty for any other text. */
    public static Optional<UUID> parse(String text) {
        if (text.length() != LENGTH) {
            // Asked of a name with every request: an exception each time would cost more than the rest of finding it.
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equalsIgnoreCase(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
