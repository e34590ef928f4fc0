package io.tarn.server.store.jdbc;

import io.tarn.server.store.Transaction;
import io.tarn.server.store.UnknownOutcomeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets work that comes at the same time share a transaction. While a few groups are on their way, whoever comes waits, and
 * the first of those who wait leads all of them into the next one: so groups are as large as there is need for, and a
 * lonely commit waits for nobody.
 */
final class GroupCommit {
    /** As long as others may be held up by one, and as many as share its fate when the database goes away. */
    private static final int MOST = 32;

    /** What one thread wants done, and what came of it. */
    static final class Member<T> {
        private final UUID about;
        private final Function<Transaction, T> work;

        /** Whom this thread leads; nobody when another one has led it. */
        private final CompletableFuture<List<Member<?>>> turn = new CompletableFuture<>();

        private @Nullable Supplier<T> outcome;

        private Member(UUID about, Function<Transaction, T> work) {
            this.about = about;
            this.work = work;
        }

        /** Does it, as part of a transaction that is not committed yet. */
        void run(Transaction transaction) {
            T result = work.apply(transaction);
            outcome = () -> result;
        }

        void fail(RuntimeException failure) {
            outcome = () -> {
                throw failure;
            };
        }

        /** What it has come to in a transaction was rolled back. */
        void forget() {
            outcome = null;
        }
    }

    private final int leaders;
    private final Consumer<List<Member<?>>> transaction;
    private final Deque<Member<?>> waiting = new ArrayDeque<>();
    private int leading;

    /**
     * @param leaders groups on their way at a time
     * @param transaction runs and commits a group, and gives each member an outcome or none
     */
    GroupCommit(int leaders, Consumer<List<Member<?>>> transaction) {
        this.leaders = leaders;
        this.transaction = transaction;
    }

    /**
     * @param about what is locked: members of a group go in its order, so that two groups do not wait for each other
     * @param alone does the work in a transaction of its own, when its group came to nothing
     */
    <T> T run(UUID about, Function<Transaction, T> work, Function<Function<Transaction, T>, T> alone) {
        Member<T> member = new Member<>(about, work);
        List<Member<?>> led = join(member) ? List.of(member) : member.turn.join();
        if (!led.isEmpty()) {
            lead(led, member);
        }
        Supplier<T> outcome = member.outcome;
        return outcome == null ? alone.apply(work) : outcome.get();
    }

    /** How many wait for their turn. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** @return whether it leads itself */
    private synchronized boolean join(Member<?> member) {
        if (leading < leaders) {
            leading++;
            return true;
        }
        waiting.add(member);
        return false;
    }

    private void lead(List<Member<?>> group, Member<?> leader) {
        try {
            transaction.accept(group);
        } catch (Error e) {
            // Whether it was committed nobody knows; what its members have come to until then is no answer.
            UnknownOutcomeException unknown = new UnknownOutcomeException(e);
            group.forEach(each -> each.fail(unknown));
            throw e;
        } finally {
            handOn();
            group.stream().filter(each -> each != leader).forEach(each -> each.turn.complete(List.of()));
        }
    }

    private void handOn() {
        List<Member<?>> next = new ArrayList<>();
        synchronized (this) {
            while (!waiting.isEmpty() && next.size() < MOST) {
                next.add(waiting.remove());
            }
            if (next.isEmpty()) {
                leading--;
                return;
            }
        }
        Member<?> first = next.get(0);
        next.sort(Comparator.comparing((Member<?> each) -> each.about));
        first.turn.complete(List.copyOf(next));
    }
}
