package io.tarn.server.ops.audit;

import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps refusals in memory until the background writes them, so that refusing costs nothing that an attacker could use up.
 *
 * <p>The first of its kind is written at once; those that equal it are counted for a minute and then become one row with
 * their number, which names the first. Whoever is refused is told the first one's id: that row is there by the time
 * somebody asks. Beyond {@link Limits#DENIALS_KEPT} different ones are only counted, and a row says how many.
 */
public final class Denials implements Refusals, RefusedLogins {
    private static final long MINUTE = 60_000;
    private static final int AT_ONCE = 200;

    /** What refused logins are found by. */
    private static final String LOGIN = "LOGIN";

    /** Who it is was not found out. */
    private static final String NOBODY = "unknown";

    private record Key(
            String principal,
            String through,
            String source,
            String operation,
            List<UUID> objects,
            String decision,
            String reason) {}

    private record Folded(AuditEntry first, long more) {}

    private final Store store;
    private final Clock clock;
    private final Map<Key, Folded> minute = new HashMap<>();

    /** Not written yet. */
    private final List<AuditEntry> due = new ArrayList<>();

    /** How many of {@link #minute} are refused logins: anybody can cause those. */
    private int logins;

    /** The id of the row that will say how many were only counted. */
    private @Nullable UUID overflowId;

    private long overflow;

    public Denials(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public synchronized UUID refused(Caller caller, Operation operation, Decision decision, List<Securable> on) {
        Key key = new Key(
                caller.principal().label(),
                Trail.through(caller),
                caller.source(),
                operation.name(),
                on.stream().map(Securable::id).toList(),
                decision.verdict().name(),
                decision.reason());
        return count(key, minute.size() < Limits.DENIALS_KEPT, () -> entry(caller, operation, decision, on));
    }

    @Override
    public synchronized void loginRefused(String source, String request, String reason) {
        AuditEntry entry = new AuditEntry(
                Ids.next(),
                NOBODY,
                "",
                source,
                request,
                LOGIN,
                Trail.target(Securable.server()),
                Decision.Verdict.DENIED.name(),
                reason,
                1,
                new TreeMap<>());
        Key key = new Key(NOBODY, "", source, LOGIN, List.of(), entry.decision(), reason);
        // Who has no credentials cannot use up the room of those who have.
        if (count(key, logins < Limits.REFUSED_LOGINS_KEPT, () -> entry).equals(entry.id())) {
            logins++;
        }
    }

    private UUID count(Key key, boolean room, Supplier<AuditEntry> first) {
        Folded known = minute.get(key);
        if (known != null) {
            minute.put(key, new Folded(known.first(), known.more() + 1));
            return known.first().id();
        }
        if (!room || due.size() >= Limits.DENIALS_KEPT) {
            overflow++;
            UUID id = overflowId == null ? Ids.next() : overflowId;
            overflowId = id;
            return id;
        }
        AuditEntry entry = first.get();
        minute.put(key, new Folded(entry, 0));
        due.add(entry);
        return entry.id();
    }

    private static AuditEntry entry(Caller caller, Operation operation, Decision decision, List<Securable> on) {
        Securable first = on.isEmpty() ? Securable.server() : on.get(0);
        SortedMap<String, String> details = new TreeMap<>();
        String others = on.stream()
                .filter(other -> !other.id().equals(first.id()))
                .map(Securable::toString)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            details.put("with", others);
        }
        return new AuditEntry(
                Ids.next(),
                caller.principal().label(),
                Trail.through(caller),
                caller.source(),
                caller.request(),
                operation.name(),
                Trail.target(first),
                decision.verdict().name(),
                decision.reason(),
                1,
                details);
    }

    /** @return whether there is more to write now */
    public boolean write() {
        return write(clock.millis() - MINUTE);
    }

    /** Writes everything, when nothing is refused any more. */
    public void flush() {
        while (write(Long.MAX_VALUE)) {
            // The next part.
        }
    }

    /** @param before what began earlier is counted no further */
    private boolean write(long before) {
        List<AuditEntry> batch = batch(before);
        if (batch.isEmpty()) {
            return false;
        }
        store.write(tx -> {
            batch.forEach(tx.audit()::insert);
            return true;
        });
        synchronized (this) {
            due.subList(0, batch.size()).clear();
            return !due.isEmpty();
        }
    }

    private synchronized List<AuditEntry> batch(long before) {
        for (Iterator<Folded> all = minute.values().iterator(); all.hasNext(); ) {
            Folded folded = all.next();
            if (folded.first().at() < before) {
                all.remove();
                logins -= folded.first().operation().equals(LOGIN) ? 1 : 0;
                if (folded.more() > 0) {
                    due.add(repeats(folded));
                }
            }
        }
        UUID id = overflowId;
        if (id != null && Ids.time(id) < before) {
            due.add(overflowed(id, overflow));
            overflowId = null;
            overflow = 0;
        }
        return List.copyOf(due.subList(0, Math.min(due.size(), AT_ONCE)));
    }

    private static AuditEntry repeats(Folded folded) {
        AuditEntry first = folded.first();
        SortedMap<String, String> details = new TreeMap<>(first.details());
        details.put("repeats", first.id().toString());
        return new AuditEntry(
                Ids.next(),
                first.principal(),
                first.through(),
                first.source(),
                first.request(),
                first.operation(),
                first.object(),
                first.decision(),
                first.reason(),
                folded.more(),
                details);
    }

    private static AuditEntry overflowed(UUID id, long times) {
        return new AuditEntry(
                id,
                Caller.INTERNAL,
                "",
                Caller.INTERNAL,
                "",
                "REFUSALS_NOT_KEPT",
                Trail.target(Securable.server()),
                Decision.Verdict.DENIED.name(),
                "More than " + Limits.DENIALS_KEPT
                        + " different refusals, or " + Limits.REFUSED_LOGINS_KEPT
                        + " of logins, within a minute; the others were only counted",
                times,
                new TreeMap<>());
    }
}
