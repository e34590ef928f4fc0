package io.tarn.paimon;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.paimon.io.DataOutputView;
import org.apache.paimon.stats.SimpleStatsEvolutions;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.RawFile;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.types.DataField;
import org.jspecify.annotations.Nullable;

/** A guarded split for Paimon 1.3 and for streams. It says that nobody can read it without the table, and nothing of its statistics. */
final class GuardedDataSplit extends DataSplit implements Guarded {
    private static final long serialVersionUID = 1L;

    private final transient DataSplit raw;
    private final transient QueryPolicy policy;

    GuardedDataSplit(DataSplit raw, QueryPolicy policy) {
        assign(raw);
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
    public boolean rawConvertible() {
        return false;
    }

    @Override
    public Optional<List<RawFile>> convertToRawFiles() {
        return Optional.empty();
    }

    @Override
    public boolean mergedRowCountAvailable() {
        return false;
    }

    @Override
    public long mergedRowCount() {
        throw new UnsupportedOperationException("How many rows are seen is not known before they are read");
    }

    @Override
    public long partialMergedRowCount() {
        return 0;
    }

    @Override
    public Object minValue(int fieldIndex, DataField dataField, SimpleStatsEvolutions evolutions) {
        throw hidden();
    }

    @Override
    public Object maxValue(int fieldIndex, DataField dataField, SimpleStatsEvolutions evolutions) {
        throw hidden();
    }

    @Override
    public Long nullCount(int fieldIndex, SimpleStatsEvolutions evolutions) {
        throw hidden();
    }

    private static UnsupportedOperationException hidden() {
        return new UnsupportedOperationException("Statistics are not shown of a table of which something is hidden");
    }

    /** The form in which splits are handed to readers that are not Java's: those would read the files as they are. */
    @Override
    public void serialize(DataOutputView out) throws IOException {
        throw new IOException("A table of which something is hidden can only be read with the Tarn plugin");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GuardedDataSplit && raw.equals(((GuardedDataSplit) other).raw);
    }

    @Override
    public int hashCode() {
        return raw.hashCode();
    }

    private Object writeReplace() {
        return new Form(raw, policy);
    }

    /** How it is serialized in Java. */
    private static final class Form implements Serializable {
        private static final long serialVersionUID = 1L;

        private final DataSplit raw;
        private final QueryPolicy policy;

        Form(DataSplit raw, QueryPolicy policy) {
            this.raw = raw;
            this.policy = policy;
        }

        private Object readResolve() {
            return new GuardedDataSplit(raw, policy);
        }
    }
}
