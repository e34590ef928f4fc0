package io.tarn.server.ops.policies;

import org.jspecify.annotations.Nullable;

/**
 * A policy as it is asked for.
 *
 * @param principal the label of whom it is for
 * @param column whose values are masked; empty for a row filter
 * @param sql the filter or mask as a text; null when {@code tree} says it
 * @param tree the same as Paimon's parsed JSON; null when {@code sql} says it
 * @param replace whether it takes the place of another one for the same
 */
public record PolicyRequest(
        String principal,
        String column,
        @Nullable String sql,
        @Nullable Object tree,
        boolean replace) {}
