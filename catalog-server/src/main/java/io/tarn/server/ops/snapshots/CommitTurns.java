package io.tarn.server.ops.snapshots;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tarn.server.model.Branch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who commit to one branch through this server take turns.
 *
 * <p>A commit that lost makes its writer read the newest snapshot, prepare anew and come again. When all do so at once, all
 * but one have done it for nothing, and who has just won, and knows the newest snapshot, wins again and again. So who comes
 * waits for those before, and who lost has the branch for itself until it has come again, or has been given as long as it
 * needed before.
 *
 * <p>This is courtesy and decides nothing. Whoever has waited long, or comes when many wait, goes without a turn; and other
 * servers have lines of their own.
 */
final class CommitTurns {
    /** Writers that wait; each holds a request. */
    private static final int MOST = 16;

    /** Who needs longer to come again is not waited for: the others would stand still for what it does meanwhile. */
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(20);

    private final Cache<Place, Line> lines = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterAccess(Duration.ofMinutes(1))
            .build();

    private final long patience;
    private final long firstGrace;

    private record Place(UUID relationId, String branch) {}

    /** Nobody waits so long that a client would give up, and who loses first is given some milliseconds. */
    CommitTurns() {
        this(Duration.ofSeconds(2), Duration.ofMillis(20));
    }

    /**
     * @param patience how long a request waits at most
     * @param firstGrace how long who lost is waited for, before more is known of the writers of its branch
     */
    CommitTurns(Duration patience, Duration firstGrace) {
        this.patience = patience.toNanos();
        this.firstGrace = firstGrace.toNanos();
    }

    /** What a request has waited for. */
    static final class Turn implements AutoCloseable {
        private final @Nullable Line line;
        private final Writer writer;
        private final boolean waited;
        private boolean lost;

        private Turn(@Nullable Line line, Writer writer, boolean waited) {
            this.line = line;
            this.writer = writer;
            this.waited = waited;
        }

        /** Whether others may have committed since it was asked for. */
        boolean waited() {
            return waited;
        }

        /** Its writer is told that it has lost, so it will come again. */
        void lost() {
            lost = true;
        }

        @Override
        public void close() {
            if (line != null) {
                line.leave(writer, lost);
            }
        }
    }

    /** @param writer the commit user, which stays the same when it comes again */
    Turn enter(Branch branch, String writer) {
        Line line = lines.get(new Place(branch.relationId(), branch.name()), place -> new Line());
        return line.enter(writer);
    }

    /** Of one branch. */
    private final class Line {
        private final Deque<Object> waiting = new ArrayDeque<>();
        private boolean taken;

        /** Who lost last; null when it has come again, or others have gone since. */
        private @Nullable Writer expected;

        /** As many as are likely to meet; of the others nothing is remembered. */
        private final Map<String, Writer> writers = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Writer> eldest) {
                return size() > 4 * MOST;
            }
        };

        synchronized Turn enter(String name) {
            long now = System.nanoTime();
            Writer writer = writers.computeIfAbsent(name, each -> new Writer(firstGrace));
            writer.comes(now);
            if (mayGo(writer, now) && (waiting.isEmpty() || writer == expected)) {
                return take(writer, false);
            }
            if (waiting.size() >= MOST) {
                return new Turn(null, writer, false);
            }
            Object self = new Object();
            waiting.add(self);
            try {
                return await(self, writer, now + patience);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Turn(null, writer, true);
            } finally {
                waiting.remove(self);
                notifyAll();
            }
        }

        private Turn await(Object self, Writer writer, long end) throws InterruptedException {
            while (true) {
                long now = System.nanoTime();
                if (mayGo(writer, now) && (waiting.peek() == self || writer == expected)) {
                    return take(writer, true);
                }
                if (now - end >= 0) {
                    return new Turn(null, writer, true);
                }
                long until = taken || expected == null ? end - now : Math.min(end, expected.until()) - now;
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(until, TimeUnit.MILLISECONDS.toNanos(1)));
            }
        }

        private boolean mayGo(Writer writer, long now) {
            return !taken && (expected == null || writer == expected || now - expected.until() >= 0);
        }

        private Turn take(Writer writer, boolean waited) {
            if (expected != null && expected != writer) {
                expected.missed();
            }
            expected = null;
            taken = true;
            return new Turn(this, writer, waited);
        }

        synchronized void leave(Writer writer, boolean lost) {
            taken = false;
            if (lost) {
                writer.lost(System.nanoTime());
                expected = writer;
            }
            notifyAll();
        }
    }

    /** What is known of who commits to a branch; guarded by the branch's line. */
    private static final class Writer {
        /** How long it is waited for. */
        private long grace;

        private long lostAt;
        private boolean away;

        Writer(long grace) {
            this.grace = grace;
        }

        void lost(long now) {
            lostAt = now;
            away = true;
        }

        /** When nobody waits for it any more. */
        long until() {
            return lostAt + grace;
        }

        /** What it needs is learnt also when it is late. */
        void comes(long now) {
            if (away) {
                long needed = now - lostAt;
                grace = needed > LONGEST ? 0 : Math.min((grace + 2 * needed) / 2, LONGEST);
            }
            away = false;
        }

        /** Writers that never come again must not hold up the others for long. */
        void missed() {
            grace /= 2;
        }
    }
}
