package io.tarn.paimon;

import java.util.Objects;
import java.util.OptionalLong;
import org.apache.paimon.table.source.Split;
import org.jspecify.annotations.Nullable;

/** A guarded split that no engine takes for something that it knows. */
final class GuardedSplit implements Guarded {
    private static final long serialVersionUID = 1L;

    private final Split raw;
    private final QueryPolicy policy;

    GuardedSplit(Split raw, QueryPolicy policy) {
        this.raw = raw;
        this.policy = policy;
    }

    @Override
    public Split raw() {
        return raw;
    }

    @Override
    public QueryPolicy policy() {
        return policy;
    }

    @Override
    public long rowCount() {
        return raw.rowCount();
    }

    /** Paimon 1.4 and later count rows with it: how many are seen is not known before they are read. */
    public OptionalLong mergedRowCount() {
        return OptionalLong.empty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GuardedSplit && raw.equals(((GuardedSplit) other).raw);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(raw);
    }
}
