package io.tarn.server.ops.audit;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Ids;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes down a change in the transaction that makes it: neither exists without the other. Every operation that changes
 * something calls this once, and does not when it turns out that there is nothing to change.
 */
public final class Trail {
    private Trail() {}

    public static void changed(Transaction tx, Caller caller, Operation operation, Securable on) {
        changed(tx, caller, operation, on, Map.of());
    }

    /** @param details what the object does not say; never a secret */
    public static void changed(
            Transaction tx, Caller caller, Operation operation, Securable on, Map<String, String> details) {
        tx.audit()
                .insert(new AuditEntry(
                        Ids.next(),
                        caller.principal().label(),
                        through(caller),
                        caller.source(),
                        caller.request(),
                        operation.name(),
                        target(on),
                        AuditEntry.ALLOWED,
                        "",
                        1,
                        new TreeMap<>(details)));
    }

    /** For what the server does on the word of who runs it, outside any request. */
    public static void changedByServer(Transaction tx, String operation, Map<String, String> details) {
        tx.audit()
                .insert(new AuditEntry(
                        Ids.next(),
                        Caller.INTERNAL,
                        "",
                        Caller.INTERNAL,
                        "",
                        operation,
                        target(Securable.server()),
                        AuditEntry.ALLOWED,
                        "",
                        1,
                        new TreeMap<>(details)));
    }

    /**
     * For a change that storage alone decides: in a transaction of its own, before storage is touched. So a change may be
     * on the trail that storage then refused, but none is missing from it.
     */
    public static void announce(
            Store store, Caller caller, Operation operation, Securable on, Map<String, String> details) {
        store.write(tx -> {
            changed(tx, caller, operation, on, details);
            return true;
        });
    }

    static String through(Caller caller) {
        Principal through = caller.through();
        return through == null ? "" : through.label();
    }

    static AuditEntry.Target target(Securable on) {
        return new AuditEntry.Target(on.kind().word(), on.id(), String.join(".", on.path()));
    }
}
