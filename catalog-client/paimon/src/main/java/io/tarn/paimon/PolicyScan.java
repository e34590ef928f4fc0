package io.tarn.paimon;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.predicate.TopN;
import org.apache.paimon.table.source.DataTableScan;
import org.apache.paimon.table.source.StreamDataTableScan;
import org.apache.paimon.table.source.TableScan;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/**
 * A scan that asks the catalog at each plan. What would be wrong or would tell too much below a row filter or a mask is held
 * back until the answer is there: limits, conditions on masked columns, partitions.
 *
 * <p>A proxy, for the interfaces of scans grow with every version of Paimon, and what one of them adds must reach the scan.
 */
final class PolicyScan implements InvocationHandler {
    private final DataTableScan inner;
    private final PolicySource source;
    private final CurrentNames names;
    private final RowType tableType;
    private final List<String> partitionKeys;

    private @Nullable RowType readType;
    private @Nullable Predicate filter;
    private @Nullable Integer limit;
    private @Nullable TopN topN;
    private boolean namesPartitions;
    private boolean planned;
    private Set<String> pushed = Collections.emptySet();

    private PolicyScan(
            DataTableScan inner,
            PolicySource source,
            CurrentNames names,
            RowType tableType,
            List<String> partitionKeys) {
        this.inner = inner;
        this.source = source;
        this.names = names;
        this.tableType = tableType;
        this.partitionKeys = partitionKeys;
    }

    /** The scan under the policy; it has all interfaces that the given one has. */
    static <T extends DataTableScan> T guard(
            T inner, PolicySource source, CurrentNames names, RowType tableType, List<String> partitionKeys) {
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> type = inner.getClass(); type != null; type = type.getSuperclass()) {
            for (Class<?> implemented : type.getInterfaces()) {
                interfaces.add(implemented);
            }
        }
        Object proxy = Proxy.newProxyInstance(
                inner.getClass().getClassLoader(),
                interfaces.toArray(new Class<?>[0]),
                new PolicyScan(inner, source, names, tableType, partitionKeys));
        @SuppressWarnings("unchecked") // T is one of the interfaces: no caller asks for a class.
        T guarded = (T) proxy;
        return guarded;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        Object first = arguments == null ? null : arguments[0];
        switch (method.getName()) {
            case "plan":
                return plan();
            case "withFilter":
                keep(first);
                return proxy;
            case "withLimit":
                limit = (Integer) first;
                return proxy;
            case "withTopN":
                topN = (TopN) first;
                return proxy;
            case "withReadType":
                readType = (RowType) first;
                break;
            case "withPartitionFilter":
            case "withPartitionsFilter":
                namesPartitions |= first != null;
                break;
            case "listPartitions":
            case "listPartitionEntries":
                if (hidesPartitions()) {
                    return Collections.emptyList();
                }
                push(ask());
                break;
            default:
                break;
        }
        Object result = forward(method, arguments);
        return result == inner ? proxy : result;
    }

    private void keep(@Nullable Object predicate) {
        Predicate added = (Predicate) predicate;
        Predicate known = filter;
        if (added != null) {
            filter = known == null ? added : PredicateBuilder.and(known, added);
        }
    }

    private @Nullable Object forward(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(inner, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private TableScan.Plan plan() {
        QueryPolicy policy = ask();
        push(policy);
        if (!policy.restricts()) {
            return inner.plan();
        }
        checkStillHolds(policy);
        return Guarded.guard(inner.plan(), policy, inner instanceof StreamDataTableScan);
    }

    private QueryPolicy ask() {
        Set<String> columns = columns();
        if (columns == null) {
            return source.ask(null);
        }
        QueryPolicy policy = source.ask(names.of(columns, tableType));
        if (policy.restricts()) {
            names.check(columns, tableType);
            policy.checkReads(columns);
        }
        return policy;
    }

    /** What the query reads: also what it only compares. Null: all columns. */
    private @Nullable Set<String> columns() {
        RowType asked = readType;
        if (asked == null) {
            return null;
        }
        Set<String> columns = new LinkedHashSet<>(asked.getFieldNames());
        columns.addAll(UserPredicate.columns(filter));
        if (namesPartitions) {
            columns.addAll(partitionKeys);
        }
        return columns;
    }

    /** What the first plan allows; a stream plans again and again. */
    private void push(QueryPolicy policy) {
        if (planned) {
            return;
        }
        planned = true;
        Predicate unmasked = UserPredicate.unmasked(filter, policy);
        if (unmasked != null) {
            pushed = UserPredicate.columns(unmasked);
            inner.withFilter(unmasked);
        }
        if (policy.restricts()) {
            limit = null;
            topN = null;
        }
        if (limit != null) {
            inner.withLimit(limit);
        }
        if (topN != null) {
            inner.withTopN(topN);
        }
    }

    private void checkStillHolds(QueryPolicy policy) {
        Set<String> told = new HashSet<>(pushed);
        if (namesPartitions) {
            told.addAll(partitionKeys);
        }
        if (policy.hidesAnyOf(told)) {
            throw new PolicyException("A column that selects files or partitions of "
                    + source.identifier().getFullName() + " is hidden");
        }
        if (limit != null || topN != null) {
            throw new PolicyException(
                    "What may be read of " + source.identifier().getFullName() + " has changed: start the query again");
        }
    }

    /** Engines ask for them to guess how much there is to read, so there are none instead of a refusal. */
    private boolean hidesPartitions() {
        QueryPolicy policy = source.ask(partitionKeys);
        return policy.filtersRows() || policy.hidesAnyOf(partitionKeys);
    }
}
