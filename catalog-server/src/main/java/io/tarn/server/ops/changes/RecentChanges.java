package io.tarn.server.ops.changes;

import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Event;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.feed.EventLog;
import io.tarn.server.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The newest changes of tables and databases, by all servers: what the log of events says of them, kept in memory for who
 * waits. While somebody waits a job reads what is new in the log; else nothing is read.
 */
public final class RecentChanges implements AutoCloseable {
    /** Whatever changes what a client is told of a table or a database. */
    private static final Set<String> TOLD = Set.of(
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
                    Operation.TRANSFER_DATABASE)
            .stream()
            .map(Operation::name)
            .collect(Collectors.toUnmodifiableSet());

    /** How long after the last question reading goes on: longer than a client pauses between two. */
    private static final long ASKED_AGAIN = Duration.ofMinutes(2).toNanos();

    private record Change(long event, UUID catalog, boolean database, UUID object) {}

    private record Waiter(UUID catalog, long after, CompletableFuture<Changes> answer) {}

    private final EventLog log;
    private final LongSupplier ticks;

    /** Every change whose event's number is above {@code from} and not above {@code to}, oldest first. */
    private final ArrayDeque<Change> kept = new ArrayDeque<>();

    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private boolean reading;
    private long from;
    private long to;
    private long askedAt;
    private boolean closed;

    /** @param ticks nanoseconds of any beginning, always going forward */
    public RecentChanges(EventLog log, LongSupplier ticks) {
        this.log = log;
        this.ticks = ticks;
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
        if (waiters.isEmpty() && ticks.getAsLong() - askedAt > ASKED_AGAIN) {
            reading = false;
            kept.clear();
        }
        if (reading) {
            follow();
            tell();
        }
        return false;
    }

    /** Where a client that comes from another server is, if that is not far back. */
    private void begin(@Nullable Long cursor) {
        long last = log.last();
        from = cursor == null ? last : Math.min(last, Math.max(cursor, last - Limits.CHANGES_KEPT));
        to = from;
        reading = true;
        follow();
    }

    private void follow() {
        EventLog.Part part;
        do {
            part = log.after(to);
            if (part.gap()) {
                kept.clear();
                from = part.cursor();
            }
            part.events().forEach(this::add);
            to = part.cursor();
        } while (!part.events().isEmpty());
    }

    private void add(Event event) {
        UUID catalog = event.facts().place().catalogId();
        if (catalog != null && TOLD.contains(event.entry().operation())) {
            boolean database = event.entry().object().kind().equals(Securable.Kind.DATABASE.word());
            kept.addLast(new Change(
                    event.seq(), catalog, database, event.entry().object().id()));
            if (kept.size() > Limits.CHANGES_KEPT) {
                from = kept.removeFirst().event();
            }
        }
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
    public synchronized CompletableFuture<Changes> after(UUID catalog, @Nullable Long cursor, Duration wait) {
        askedAt = ticks.getAsLong();
        if (!reading) {
            begin(cursor);
        } else if (cursor != null && cursor > to) {
            // Another server has read further.
            follow();
        }
        Changes known = cursor == null ? answer(true, List.of()) : since(catalog, cursor);
        if (!known.isEmpty() || wait.isZero() || closed) {
            return CompletableFuture.completedFuture(known);
        }
        if (waiters.size() >= Limits.CHANGE_WATCHERS) {
            throw TarnException.of(ErrorCode.UNAVAILABLE, "Too many wait for changes; try again");
        }
        Waiter waiter = new Waiter(catalog, to, new CompletableFuture<>());
        waiters.add(waiter);
        return waiter.answer().completeOnTimeout(known, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A number that was never given is of a database that is no longer there: nothing counts that was seen of it. */
    private Changes since(UUID catalog, long cursor) {
        return cursor < from || cursor > to
                ? answer(true, List.of())
                : answer(
                        false,
                        kept.stream()
                                .filter(change -> change.event() > cursor
                                        && change.catalog().equals(catalog))
                                .toList());
    }

    private Changes answer(boolean everything, List<Change> changes) {
        Set<UUID> tables = new HashSet<>();
        Set<UUID> databases = new HashSet<>();
        changes.forEach(change -> (change.database() ? databases : tables).add(change.object()));
        return new Changes(to, everything, tables, databases);
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
