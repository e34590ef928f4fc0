package io.tarn.paimon;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.metrics.MetricRegistry;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.predicate.TopN;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.source.InnerTableRead;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.table.source.TableRead;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/**
 * A read that keeps to the policy of each split. A split without one was planned for somebody who sees everything, or an
 * engine has made it anew: then the catalog is asked again.
 */
final class PolicyRead implements InnerTableRead {
    private final Supplier<InnerTableRead> reads;
    private final PolicySource source;
    private final CurrentNames names;
    private final RowType tableType;

    private @Nullable Predicate filter;
    private @Nullable RowType readType;
    private @Nullable TopN topN;
    private @Nullable Integer limit;
    private boolean keepsDeletes;
    private boolean executesFilter;
    private @Nullable IOManager ioManager;
    private @Nullable MetricRegistry metrics;

    private @Nullable InnerTableRead unrestricted;

    /** @param reads new reads of the table as it is */
    PolicyRead(Supplier<InnerTableRead> reads, PolicySource source, CurrentNames names, RowType tableType) {
        this.reads = reads;
        this.source = source;
        this.names = names;
        this.tableType = tableType;
    }

    @Override
    public InnerTableRead withFilter(Predicate predicate) {
        Predicate known = filter;
        if (predicate != null) {
            filter = known == null ? predicate : PredicateBuilder.and(known, predicate);
        }
        return changed();
    }

    @Override
    @Deprecated
    public InnerTableRead withProjection(int[] projection) {
        return projection == null ? this : withReadType(tableType.project(projection));
    }

    @Override
    public InnerTableRead withReadType(RowType type) {
        readType = type;
        return changed();
    }

    @Override
    public InnerTableRead withTopN(TopN wanted) {
        topN = wanted;
        return changed();
    }

    @Override
    public InnerTableRead withLimit(int most) {
        limit = most;
        return changed();
    }

    @Override
    public InnerTableRead forceKeepDelete() {
        keepsDeletes = true;
        return changed();
    }

    @Override
    public TableRead executeFilter() {
        executesFilter = true;
        return changed();
    }

    @Override
    public TableRead withIOManager(IOManager manager) {
        ioManager = manager;
        return changed();
    }

    @Override
    public InnerTableRead withMetricRegistry(MetricRegistry registry) {
        metrics = registry;
        return changed();
    }

    private PolicyRead changed() {
        unrestricted = null;
        return this;
    }

    @Override
    public RecordReader<InternalRow> createReader(Split split) throws IOException {
        if (split instanceof Guarded) {
            Guarded guarded = (Guarded) split;
            return restricted(guarded.raw(), guarded.policy());
        }
        QueryPolicy policy = source.recent(names.of(columns(), tableType));
        if (!policy.restricts()) {
            return unrestricted().createReader(split);
        }
        if (split.getClass().getName().endsWith(".QueryAuthSplit")) {
            throw new PolicyException("A split of " + source.identifier().getFullName()
                    + " was planned around the Tarn plugin: its rows would be masked twice");
        }
        return restricted(split, policy);
    }

    /** What the query reads and compares. */
    private Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>(type().getFieldNames());
        columns.addAll(UserPredicate.columns(filter));
        return columns;
    }

    private RowType type() {
        RowType asked = readType;
        return asked == null ? tableType : asked;
    }

    private InnerTableRead unrestricted() {
        InnerTableRead known = unrestricted;
        if (known == null) {
            known = read(filter, readType);
            if (topN != null) {
                known.withTopN(topN);
            }
            if (limit != null) {
                known.withLimit(limit);
            }
            if (executesFilter) {
                known.executeFilter();
            }
            unrestricted = known;
        }
        return known;
    }

    private InnerTableRead read(@Nullable Predicate pushed, @Nullable RowType wanted) {
        InnerTableRead read = reads.get();
        if (keepsDeletes) {
            read = read.forceKeepDelete();
        }
        if (metrics != null) {
            read.withMetricRegistry(metrics);
        }
        if (ioManager != null) {
            read.withIOManager(ioManager);
        }
        if (pushed != null) {
            read.withFilter(pushed);
        }
        if (wanted != null) {
            read.withReadType(wanted);
        }
        return read;
    }

    /** Rows are filtered by what they are, then shown, and only then is the query's own condition on what is shown. */
    private RecordReader<InternalRow> restricted(Split split, QueryPolicy policy) throws IOException {
        policy.checkReads(columns());
        Predicate onShown = UserPredicate.masked(filter, policy);
        RestrictedRows rows = new RestrictedRows(policy, tableType, type(), UserPredicate.columns(onShown));
        names.check(rows.readType().getFieldNames(), tableType);
        InnerTableRead read = read(UserPredicate.unmasked(filter, policy), rows.readType());
        if (executesFilter) {
            read.executeFilter();
        }
        RowTest test = rows.test();
        RecordReader<InternalRow> shown =
                read.createReader(split).filter(test::isTrue).transform(rows::show);
        if (onShown != null) {
            shown = shown.filter(row -> onShown.test(rows.asTableRow(row)));
        }
        return shown.transform(rows::withoutAdded);
    }
}
