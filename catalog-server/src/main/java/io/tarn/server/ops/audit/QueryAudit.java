package io.tarn.server.ops.audit;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Page;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Guard;
import io.tarn.server.store.AuditRows.Filter;
import io.tarn.server.store.Store;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what was changed and refused. */
public final class QueryAudit {
    private final Store store;
    private final Guard guard;

    public QueryAudit(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    /**
     * Newest first.
     *
     * @param before the id of the last one seen; null for the first page
     */
    public Page<AuditEntry> list(Caller caller, Filter filter, @Nullable UUID before, int size) {
        guard.check(caller, Operation.QUERY_AUDIT, Securable.server());
        return store.read(tx -> tx.audit().list(filter, before, size));
    }

    /** @throws TarnException AUDIT_ENTRY_NOT_FOUND */
    public AuditEntry get(Caller caller, UUID id) {
        guard.check(caller, Operation.QUERY_AUDIT, Securable.server());
        return store.read(tx -> tx.audit().find(id))
                .orElseThrow(() -> TarnException.about(
                        ErrorCode.AUDIT_ENTRY_NOT_FOUND, id.toString(), "The audit has no entry " + id));
    }
}
