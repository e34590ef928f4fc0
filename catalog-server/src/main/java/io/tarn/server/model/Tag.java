package io.tarn.server.model;

import java.time.Duration;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A tag: a snapshot that stays when it expires. Tags live in storage alone, where clients write them as well.
 *
 * @param createdAt in the local time of whoever made it; null when the tag's file does not say
 * @param retained how long it is to be kept; null for ever
 */
public record Tag(
        String name,
        Snapshot snapshot,
        @Nullable LocalDateTime createdAt,
        @Nullable Duration retained) {}
