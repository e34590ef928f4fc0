package io.tarn.server.ops.tables;

import io.tarn.auth.TablePolicy;
import io.tarn.auth.policy.ColumnMask;
import io.tarn.auth.policy.PolicyException;
import io.tarn.auth.policy.PolicySchema;
import io.tarn.auth.policy.PolicySchema.Column;
import io.tarn.auth.policy.RowFilter;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.PolicyRows.Entry;
import io.tarn.server.store.Transaction;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps the columns that policies are about from being dropped, renamed or retyped under them. */
public final class PolicyColumns {
    private final PolicySchemas schemas;

    public PolicyColumns(PolicySchemas schemas) {
        this.schemas = schemas;
    }

    /**
     * As {@link #refusal}.
     *
     * @throws TarnException CHANGE_REFUSED, naming the column and whose policy it is
     */
    public void check(Transaction tx, UUID table, TableSchema before, TableSchema after) {
        refusal(tx, table, before, after).ifPresent(reason -> {
            throw TarnException.of(ErrorCode.CHANGE_REFUSED, reason);
        });
    }

    /**
     * To be asked in the transaction that changes the schema, after it has written the branch: a policy that is made at the
     * same moment writes it, too.
     *
     * @return why this is no change to make, naming the column and whose policy it is; empty when it is one
     */
    public Optional<String> refusal(Transaction tx, UUID table, TableSchema before, TableSchema after) {
        if (!tx.policies().anyOn(table)) {
            return Optional.empty();
        }
        PolicySchema old = schemas.columns(before);
        PolicySchema next = schemas.columns(after);
        for (Entry entry : tx.policies().of(table)) {
            for (String column : columns(entry.policy())) {
                if (!same(old.find(column), next.find(column))) {
                    return Optional.of("Column " + Names.printable(column) + " is part of the "
                            + (entry.policy().filtersRows() ? "row filter" : "column mask") + " of "
                            + entry.principal().label()
                            + ", so it cannot be dropped, renamed or changed; drop that"
                            + " policy first");
                }
            }
        }
        return Optional.empty();
    }

    private static Set<String> columns(TablePolicy policy) {
        try {
            if (policy.filtersRows()) {
                return RowFilter.parse(policy.sql()).columns();
            }
            Set<String> columns = new TreeSet<>(ColumnMask.parse(policy.sql()).columns());
            columns.add(policy.column());
            return columns;
        } catch (PolicyException e) {
            throw new IllegalStateException("policy " + policy.id() + " is stored and cannot be read", e);
        }
    }

    /** One that was not there before is not taken from anybody. */
    private static boolean same(@Nullable Column before, @Nullable Column after) {
        return before == null || before.equals(after);
    }
}
