package io.tarn.server.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The partition names from one place to another, in the order of their UTF-8 bytes: the first included, the last not. */
public final class PartitionRange {
    /** No byte of UTF-8 is 255. */
    private static final byte BEYOND = (byte) 0xFF;

    public static final PartitionRange ALL = new PartitionRange(new byte[0], new byte[] {BEYOND});

    private final byte[] from;
    private final byte[] to;

    private PartitionRange(byte[] from, byte[] to) {
        this.from = from;
        this.to = to;
    }

    public static PartitionRange startingWith(String prefix) {
        byte[] bytes = bytes(prefix);
        byte[] beyond = Arrays.copyOf(bytes, bytes.length + 1);
        beyond[bytes.length] = BEYOND;
        return new PartitionRange(bytes, beyond);
    }

    public static PartitionRange only(String name) {
        byte[] bytes = bytes(name);
        return new PartitionRange(bytes, Arrays.copyOf(bytes, bytes.length + 1));
    }

    public static PartitionRange matching(NamePattern pattern) {
        return pattern.prefix() ? startingWith(pattern.text()) : only(pattern.text());
    }

    /** Those of this range from {@code name} on. */
    public PartitionRange from(String name) {
        return and(new PartitionRange(bytes(name), ALL.to));
    }

    public boolean contains(String name) {
        byte[] bytes = bytes(name);
        return Arrays.compareUnsigned(from, bytes) <= 0 && Arrays.compareUnsigned(bytes, to) < 0;
    }

    /** Those of this range that come before {@code name}. */
    public PartitionRange before(String name) {
        return and(new PartitionRange(new byte[0], bytes(name)));
    }

    /** Those of this range that come before all of {@code later}. */
    public PartitionRange before(PartitionRange later) {
        return and(new PartitionRange(new byte[0], later.from));
    }

    /** What lies in both. */
    PartitionRange and(PartitionRange other) {
        return new PartitionRange(
                Arrays.compareUnsigned(from, other.from) >= 0 ? from : other.from,
                Arrays.compareUnsigned(to, other.to) <= 0 ? to : other.to);
    }

    /** From the first of this range to the last of {@code last}. */
    PartitionRange through(PartitionRange last) {
        return new PartitionRange(from, last.to);
    }

    /** Both, and what lies between. */
    PartitionRange hull(PartitionRange later) {
        return new PartitionRange(from, Arrays.compareUnsigned(to, later.to) >= 0 ? to : later.to);
    }

    public boolean isEmpty() {
        return Arrays.compareUnsigned(from, to) >= 0;
    }

    public byte[] from() {
        return from.clone();
    }

    public byte[] to() {
        return to.clone();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
