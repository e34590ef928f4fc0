package io.tarn.server.ops.changes;

import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The changes of tables and databases of the last minutes, by all servers, read from the audit, which has each change in the
 * transaction that made it. While somebody waits for changes a job reads again and again; else nothing is read.
 *
 * <p>Ids are made before their transactions end, and by clocks that differ, so each read begins some time before the one
 * before it, and what is known already is left out. A change that takes longer than that to become visible is not told:
 * this is for memories that also have an end of their own.
 */
public final class RecentChanges implements AutoCloseable {
    /** Whatever changes what a client is told of a table or a database. */
    static final Set<Operation> TOLD = Set.of(
            Operation.ALTER_TABLE,
            Operation.DROP_TABLE,
            Operation.RENAME_TABLE,
            Operation.REPLACE_TABLE,
            Operation.ROLLBACK_TABLE,
            Operation.ROLLBACK_SCHEMA,
            Operation.TRANSFER_TABLE,
            Operation.DROP_BRANCH,
            Operation.RENAME_BRANCH,
            Operation.FORWARD_BRANCH,
            Operation.ALTER_DATABASE,
            Operation.DROP_DATABASE,
            Operation.TRANSFER_DATABASE);

    private static final Set<String> OPERATIONS =
            TOLD.stream().map(Operation::name).collect(Collectors.toUnmodifiableSet());

    /** How late a change may become visible, and how far clocks may differ. */
    static final Duration OVERLAP = Duration.ofSeconds(30);

    /** How long changes are kept for clients that come back, or come from another server. */
    static final Duration KEPT_FOR = Duration.ofMinutes(5);

    /** How long after the last question reading goes on: longer than a client pauses between two. */
    private static final Duration ASKED_AGAIN = Duration.ofMinutes(2);

    /** @param number in the order in which this process learnt of it, from 1 */
    private record Change(long number, UUID entry, boolean database, UUID object, String path) {
        private boolean isIn(String catalog) {
            return path.startsWith(catalog + ".");
        }
    }

    private record Waiter(String catalog, long after, CompletableFuture<Changes> answer) {}

    private final Store store;
    private final Clock clock;
    private final UUID server = Ids.next();
    private final ArrayDeque<Change> kept = new ArrayDeque<>();
    private final Set<UUID> entries = new HashSet<>();
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private long newest;
    private long forgotten;

    /** From when on every change is kept, in epoch milliseconds; empty while nothing is read. */
    private Optional<Long> completeFrom = Optional.empty();

    private long readTo;
    private long askedAt;
    private boolean closed;

    public RecentChanges(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** How often a job reads. */
    public static Duration interval() {
        return Duration.ofMillis(250);
    }

    /**
     * One read, and answers for those who wait for what it finds.
     *
     * @return false: there is no more to do now
     * @throws StoreUnavailableException when the database does not answer; the next read finds what this one missed
     */
    public synchronized boolean read() {
        long now = clock.millis();
        if (waiters.isEmpty() && now - askedAt > ASKED_AGAIN.toMillis()) {
            forgetAll();
            return false;
        }
        readSince(now);
        return false;
    }

    private void readSince(long now) {
        long from = completeFrom.isPresent() ? readTo - OVERLAP.toMillis() : now - KEPT_FOR.toMillis();
        List<AuditEntry> found = store.read(tx -> tx.audit().changes(OPERATIONS, from, Limits.CHANGES_KEPT));
        if (found.size() == Limits.CHANGES_KEPT) {
            // More than can be kept: whoever asks is told that anything may have changed.
            forgetAll();
            completeFrom = Optional.of(now);
            found.stream().map(AuditEntry::id).forEach(entries::add);
        } else {
            completeFrom = Optional.of(completeFrom.orElse(from));
            found.forEach(this::add);
            forget(now - KEPT_FOR.toMillis());
        }
        readTo = now;
        tell();
    }

    private void add(AuditEntry entry) {
        if (entries.add(entry.id())) {
            boolean database = entry.object().kind().equals(Securable.Kind.DATABASE.word());
            kept.addLast(new Change(
                    ++newest,
                    entry.id(),
                    database,
                    entry.object().id(),
                    entry.object().path()));
        }
    }

    /** What is older than this is not read again either, so its ids need not be known. */
    private void forget(long before) {
        while (!kept.isEmpty() && (Ids.time(kept.getFirst().entry()) < before || kept.size() > Limits.CHANGES_KEPT)) {
            forgotten = kept.removeFirst().number();
        }
        entries.removeIf(entry -> Ids.time(entry) < before);
        completeFrom = completeFrom.map(from -> Math.max(from, before));
    }

    private void forgetAll() {
        kept.clear();
        entries.clear();
        forgotten = ++newest;
        completeFrom = Optional.empty();
    }

    private void tell() {
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (waiter.answer().isDone()) {
                each.remove();
                continue;
            }
            Changes changes = since(waiter.catalog(), waiter.after());
            if (!changes.isEmpty()) {
                each.remove();
                waiter.answer().complete(changes);
            }
        }
    }

    /**
     * What has changed since a cursor, as soon as there is something, or after a while.
     *
     * @param cursor null to begin: nothing that the client has seen before counts
     * @return completed by the thread that reads, so whoever takes it does no more than hand it on
     * @throws StoreUnavailableException when the database does not answer
     * @throws TarnException UNAVAILABLE when too many wait
     */
    public synchronized CompletableFuture<Changes> after(String catalog, @Nullable Cursor cursor, Duration wait) {
        long now = clock.millis();
        askedAt = now;
        if (completeFrom.isEmpty()) {
            readSince(now);
        }
        Changes known = known(catalog, cursor);
        if (!known.isEmpty() || wait.isZero() || closed) {
            return CompletableFuture.completedFuture(known);
        }
        if (waiters.size() >= Limits.CHANGE_WATCHERS) {
            throw TarnException.of(ErrorCode.UNAVAILABLE, "Too many wait for changes; try again");
        }
        Waiter waiter = new Waiter(catalog, newest, new CompletableFuture<>());
        waiters.add(waiter);
        return waiter.answer().completeOnTimeout(known, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Changes known(String catalog, @Nullable Cursor cursor) {
        if (cursor == null) {
            return answer(true, List.of());
        }
        if (cursor.server().equals(server)) {
            return since(catalog, cursor.number());
        }
        long from = cursor.millis() - OVERLAP.toMillis();
        if (from < completeFrom.orElse(Long.MAX_VALUE)) {
            return answer(true, List.of());
        }
        return answer(
                false,
                kept.stream()
                        .filter(change -> Ids.time(change.entry()) >= from && change.isIn(catalog))
                        .toList());
    }

    private Changes since(String catalog, long number) {
        return number < forgotten || number > newest
                ? answer(true, List.of())
                : answer(
                        false,
                        kept.stream()
                                .filter(change -> change.number() > number && change.isIn(catalog))
                                .toList());
    }

    private Changes answer(boolean everything, List<Change> changes) {
        Set<UUID> tables = new HashSet<>();
        Set<UUID> databases = new HashSet<>();
        changes.forEach(change -> (change.database() ? databases : tables).add(change.object()));
        return new Changes(new Cursor(server, newest, readTo), everything, tables, databases);
    }

    /** How many wait, with those whose time is over since the last read. */
    public synchronized int watching() {
        return waiters.size();
    }

    /** Lets all who wait go, and nobody wait any more. */
    @Override
    public synchronized void close() {
        closed = true;
        new ArrayList<>(waiters).forEach(waiter -> waiter.answer().complete(answer(false, List.of())));
        waiters.clear();
    }
}
