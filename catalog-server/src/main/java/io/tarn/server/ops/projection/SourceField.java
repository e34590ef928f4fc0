package io.tarn.server.ops.projection;

import org.jspecify.annotations.Nullable;

/** @param id stays with the column whatever it is called */
public record SourceField(
        int id, String name, SourceType type, @Nullable String doc) {}
