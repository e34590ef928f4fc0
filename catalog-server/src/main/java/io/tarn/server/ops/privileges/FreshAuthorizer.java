package io.tarn.server.ops.privileges;

import io.tarn.auth.Authorizer;
import io.tarn.auth.BuiltinAuthorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Grant;
import io.tarn.auth.Operation;
import io.tarn.auth.PolicyChanges;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Securable;
import io.tarn.auth.Subject;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Limits;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Decides from memory, and never from a memory that may be older than {@link Limits#POLICY_AGE}: then it reads what has
 * changed first, and when the database does not answer it does not decide. A background job reads often enough that
 * requests seldom have to.
 */
public final class FreshAuthorizer implements Authorizer {
    private static final long MAX_AGE = Limits.POLICY_AGE.toNanos();

    private final Store store;
    private final BuiltinAuthorizer grants;
    private final LongSupplier nanos;

    /** When the read began that last found everything; before that, nothing is known to be missing. */
    private volatile long readAt;

    /** How often somebody said that the policy has changed. */
    private final AtomicLong announced = new AtomicLong(1);

    /**
     * Up to which of those everything is known. Set after the changes are in the memory and not before: whoever asks while
     * they are being read has to wait for them.
     */
    private volatile long heeded;

    private long epoch;

    /** @param nanos as {@link System#nanoTime} */
    public FreshAuthorizer(Store store, BuiltinAuthorizer grants, LongSupplier nanos) {
        this.store = store;
        this.grants = grants;
        this.nanos = nanos;
    }

    /** From now on nothing is decided before the policy has been read again. */
    @Override
    public void outdate() {
        announced.incrementAndGet();
    }

    /**
     * Reads what has changed.
     *
     * @throws StoreUnavailableException when the database does not answer
     */
    public synchronized void refresh() {
        long began = nanos.getAsLong();
        long upTo = announced.get();
        long known = epoch;
        Optional<PolicyChanges> changes = store.read(tx -> tx.policyEpoch().current() == known
                ? Optional.empty()
                : Optional.of(tx.policyEpoch().since(known)));
        changes.ifPresent(grants::apply);
        epoch = changes.map(PolicyChanges::epoch).orElse(known);
        readAt = began;
        heeded = upTo;
    }

    @Override
    public Decision authorize(Caller caller, Operation operation, List<Securable> on) {
        ensureFresh();
        return grants.authorize(caller, operation, on);
    }

    @Override
    public Visibility visible(Caller caller, Securable parent, Securable.Kind kind, boolean namesOnly) {
        ensureFresh();
        return grants.visible(caller, parent, kind, namesOnly);
    }

    @Override
    public Restrictions restrictions(Caller caller, Securable table, Supplier<List<String>> columns) {
        ensureFresh();
        return grants.restrictions(caller, table, columns);
    }

    /** As {@link BuiltinAuthorizer#subject}. */
    public Subject subject(Caller caller) {
        ensureFresh();
        return grants.subject(caller);
    }

    /** As {@link BuiltinAuthorizer#groups}. */
    public Set<UUID> groups(Set<String> names) {
        ensureFresh();
        return grants.groups(names);
    }

    /** As {@link BuiltinAuthorizer#belongs}. */
    public boolean belongs(UUID principal, Set<String> groupNames) {
        ensureFresh();
        return grants.belongs(principal, groupNames);
    }

    /** As {@link BuiltinAuthorizer#lacking}. */
    public Optional<String> lacking(Caller grantor, Grant grant, Securable on) {
        ensureFresh();
        return grants.lacking(grantor, grant, on);
    }

    /**
     * The memory itself, read again when it is old.
     *
     * @throws StoreUnavailableException when the database does not answer
     */
    public BuiltinAuthorizer fresh() {
        ensureFresh();
        return grants;
    }

    private void ensureFresh() {
        if (isFresh()) {
            return;
        }
        synchronized (this) {
            // Whoever waited here may find that another has read in the meantime.
            if (!isFresh()) {
                refresh();
            }
        }
    }

    private boolean isFresh() {
        return heeded == announced.get() && nanos.getAsLong() - readAt <= MAX_AGE;
    }

    /** How old the memory may be at most, and how often it is read again. */
    public static Duration interval() {
        return Limits.POLICY_AGE.dividedBy(2);
    }
}
