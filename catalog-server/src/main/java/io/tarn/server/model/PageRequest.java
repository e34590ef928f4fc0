package io.tarn.server.model;

/**
 * Which part of a list is asked for.
 *
 * @param after the key of the last entry already seen; empty for the first page
 * @param pattern which names to show
 */
public record PageRequest(int size, String after, NamePattern pattern) {
    public static PageRequest first() {
        return new PageRequest(Limits.PAGE_SIZE, "", NamePattern.ANY);
    }
}
