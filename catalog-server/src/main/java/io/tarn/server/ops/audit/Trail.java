package io.tarn.server.ops.audit;

import io.tarn.auth.Caller;
import io.tarn.auth.ClientContext;
import io.tarn.auth.IdempotencyKey;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Effect;
import io.tarn.server.model.EventFacts;
import io.tarn.server.model.EventFacts.Place;
import io.tarn.server.model.Ids;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes down a change in the transaction that makes it, and notes the event of it: neither exists without the others. Every operation that changes
 * something calls this once, and does not when it turns out that there is nothing to change. The same goes for what is kept of the request, if it
 * has an idempotency key.
 */
public final class Trail {
    /** Who was given access is worth an entry, and no change of what was given access to. */
    private static final Set<Operation> NOTHING_CHANGED = EnumSet.of(
            Operation.GET_TABLE_TOKEN,
            Operation.SIGN_STORAGE_REQUEST,
            Operation.GIVE_OUT_TOKEN,
            Operation.BACK_UP_STORE);

    private Trail() {}

    public static void changed(Transaction tx, Caller caller, Operation operation, Securable on) {
        changed(tx, caller, operation, on, Map.of());
    }

    /** @param details what the object does not say; never a secret */
    public static void changed(
            Transaction tx, Caller caller, Operation operation, Securable on, Map<String, String> details) {
        changed(tx, caller, operation, on, details, Effect.NONE);
    }

    /**
     * @param details what the object does not say; never a secret
     * @param effect for who watches
     */
    public static void changed(
            Transaction tx,
            Caller caller,
            Operation operation,
            Securable on,
            Map<String, String> details,
            Effect effect) {
        write(tx, caller, operation, on, details, effect, false);
    }

    /** For what the server does on the word of who runs it, outside any request. */
    public static void changedByServer(Transaction tx, String operation, Map<String, String> details) {
        AuditEntry entry = new AuditEntry(
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
                new TreeMap<>(details));
        tx.audit().insert(entry);
        tx.events().note(entry.id(), new EventFacts(false, Place.SERVER, ClientContext.UNKNOWN, Effect.NONE));
    }

    /**
     * For a change that storage alone decides: in a transaction of its own, before storage is touched. So a change may be
     * on the trail that storage then refused, but none is missing from it.
     */
    public static void announce(
            Store store, Caller caller, Operation operation, Securable on, Map<String, String> details) {
        announce(store, caller, operation, on, details, Effect.NONE);
    }

    /** As {@link #announce(Store, Caller, Operation, Securable, Map)}, with what it would do. */
    public static void announce(
            Store store, Caller caller, Operation operation, Securable on, Map<String, String> details, Effect effect) {
        store.write(tx -> {
            write(tx, caller, operation, on, details, effect, true);
            return true;
        });
    }

    private static void write(
            Transaction tx,
            Caller caller,
            Operation operation,
            Securable on,
            Map<String, String> details,
            Effect effect,
            boolean announced) {
        AuditEntry entry = new AuditEntry(
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
                new TreeMap<>(details));
        tx.audit().insert(entry);
        if (!NOTHING_CHANGED.contains(operation)) {
            tx.events().note(entry.id(), new EventFacts(announced, Place.of(on), caller.client(), effect));
            IdempotencyKey key = caller.key();
            if (key != null && !announced) {
                tx.idempotency().finish(caller.principal().id(), key, entry.id());
            }
        }
    }

    static String through(Caller caller) {
        Principal through = caller.through();
        return through == null ? "" : through.label();
    }

    static AuditEntry.Target target(Securable on) {
        return new AuditEntry.Target(on.kind().word(), on.id(), String.join(".", on.path()));
    }
}
