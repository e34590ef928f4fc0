package io.tarn.server.ops.policies;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.store.PolicyRows.Entry;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the row filters and column masks of a table. */
public final class ListPolicies {
    /** Which to list; null stands for any. */
    public record Filter(
            @Nullable Boolean filtersRows,
            @Nullable String principal,
            @Nullable String column) {}

    private final Store store;
    private final Access access;

    public ListPolicies(Store store, Access access) {
        this.store = store;
        this.access = access;
    }

    /** @throws TarnException TABLE_NOT_FOUND, FORBIDDEN; INVALID_REQUEST for what is no principal */
    public List<Entry> run(Caller caller, Catalogs.Entry catalog, TableName name, Filter filter) {
        Head head = access.table(caller, Operation.LIST_POLICIES, catalog, name).orElseThrow(() -> Missing.table(name));
        String principal = filter.principal();
        String label =
                principal == null ? null : PrincipalLabel.parse(principal).toString();
        return store.read(tx -> tx.policies().of(head.relation().id())).stream()
                .filter(entry -> filter.filtersRows() == null
                        || filter.filtersRows() == entry.policy().filtersRows())
                .filter(entry -> label == null || label.equals(entry.principal().label()))
                .filter(entry -> filter.column() == null
                        || filter.column().equals(entry.policy().column()))
                .toList();
    }
}
