package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.auth.ClientContext;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Effect;
import io.tarn.server.model.Event;
import io.tarn.server.model.EventFacts;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Snapshot;
import io.tarn.server.store.EventRows.Head;
import io.tarn.server.store.EventRows.Pending;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events: their order, their numbers, and what is kept of them. */
abstract class EventRowsContract extends StoreBed {
    private static final EventFacts FACTS = facts("");

    EventRowsContract(Store store) {
        super(store);
    }

    @AfterEach
    void numberAll() {
        while (!waiting().isEmpty()) {
            assertThat(number(head(), waiting())).isTrue();
        }
    }

    @Test
    void anEventIsReadAsItWasWritten() {
        EventFacts facts = new EventFacts(
                true,
                new EventFacts.Place(Ids.next(), "ca.t", Ids.next(), "d.b", Ids.next()),
                new ClientContext("agent/1 \"quoted\"", "flink", "größe 𝄞"),
                new Effect(
                        "dev",
                        1L,
                        2L,
                        3L,
                        4L,
                        new Effect.Commit(
                                "writer", "APPEND", Long.MAX_VALUE, new Snapshot.Counts(5L, 6L, Long.MIN_VALUE, 7L)),
                        new Effect.Renamed(Ids.next(), "other", "name")));
        long before = head().seq();
        AuditEntry entry = change(facts);
        numberAll();
        Event event = events(before).get(0);
        assertThat(event.facts()).isEqualTo(facts);
        assertThat(event.entry()).isEqualTo(entry);
        assertThat(event.seq()).isEqualTo(before + 1);
        assertThat(event.recordedAt()).isEqualTo(1_000);
    }

    @Test
    void theLongestFactsFit() {
        long before = head().seq();
        String longest = "\\".repeat(2_000);
        change(new EventFacts(
                true,
                new EventFacts.Place(Ids.next(), "𝄞".repeat(127), Ids.next(), "𝄞".repeat(127), Ids.next()),
                new ClientContext(longest, longest, longest),
                new Effect(
                        longest,
                        Long.MIN_VALUE,
                        Long.MIN_VALUE,
                        Long.MIN_VALUE,
                        Long.MIN_VALUE,
                        new Effect.Commit(
                                longest,
                                longest,
                                Long.MIN_VALUE,
                                new Snapshot.Counts(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE)),
                        new Effect.Renamed(Ids.next(), "𝄞".repeat(127), "𝄞".repeat(127)))));
        numberAll();
        assertThat(events(before)).hasSize(1);
    }

    /** Ids hold the time of the server that made them, and its clock may be wrong: the order of changes does not heed it. */
    @Test
    void whatComesAfterAChangeHasTheHigherTurnWhateverTheClocksSay() {
        long before = head().seq();
        UUID late = Ids.first(9_000_000_000_000L);
        UUID early = Ids.first(1_000_000_000_000L);
        UUID middle = Ids.first(5_000_000_000_000L);
        change(entry(late), FACTS);
        change(entry(early), FACTS);
        assertThat(number(head(), store.<List<Pending>>read(tx -> tx.events().pending(1))))
                .isTrue();
        change(entry(middle), FACTS);
        numberAll();
        assertThat(events(before)).extracting(event -> event.entry().id()).containsExactly(late, early, middle);
    }

    /** Who waits for a row that another transaction holds sees that one's event when it writes its own. */
    @Test
    void whoWaitedForARowComesAfterWhoHeldIt() throws Exception {
        long before = head().seq();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        UUID first = Ids.first(9_500_000_000_000L);
        UUID second = Ids.first(1_500_000_000_000L);
        CompletableFuture<Boolean> holder = CompletableFuture.supplyAsync(() -> store.write(tx -> {
            tx.audit().insert(entry(first));
            tx.events().note(first, FACTS);
            tx.policyEpoch().advance();
            held.countDown();
            await(go);
            return true;
        }));
        await(held);
        CompletableFuture<Boolean> waiter = CompletableFuture.supplyAsync(() -> store.write(tx -> {
            tx.audit().insert(entry(second));
            // Noted before the row is waited for: it is written last all the same.
            tx.events().note(second, FACTS);
            tx.policyEpoch().advance();
            return true;
        }));
        go.countDown();
        holder.get(20, TimeUnit.SECONDS);
        waiter.get(20, TimeUnit.SECONDS);
        numberAll();
        assertThat(events(before)).extracting(event -> event.entry().id()).containsExactly(first, second);
    }

    @Test
    void whatIsRolledBackIsNoEvent() {
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.events().note(Ids.next(), FACTS);
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void ofTwoThatGiveNumbersOneDoes() {
        change(FACTS);
        Head head = head();
        List<Pending> waiting = waiting();
        assertThat(number(head, waiting)).isTrue();
        assertThat(number(head, waiting)).isFalse();
        Head now = head();
        assertThat(now.seq()).isEqualTo(head.seq() + waiting.size());
        // Its head is right, and what waits has its number already.
        assertThatThrownBy(() -> store.write(tx -> {
                    if (!tx.events().number(now, waiting, 1_000)) {
                        throw new IllegalStateException("taken");
                    }
                    return true;
                }))
                .hasMessage("taken");
        assertThat(head()).isEqualTo(now);
    }

    @Test
    void eventsAreReadInPartsAndRemovedFromTheBeginning() {
        long before = head().seq();
        for (int i = 0; i < 5; i++) {
            change(FACTS);
        }
        numberAll();
        assertThat(events(before))
                .extracting(Event::seq)
                .containsExactly(before + 1, before + 2, before + 3, before + 4, before + 5);
        assertThat(store.<List<Event>>read(tx -> tx.events().after(before + 2, 2)))
                .extracting(Event::seq)
                .containsExactly(before + 3, before + 4);
        assertThat(store.<Long>read(tx -> tx.events().lastBefore(1_000, 10_000).orElse(-1L)))
                .isEqualTo(-1);
        assertThat(store.<Long>read(tx -> tx.events().lastBefore(1_001, 10_000).orElse(-1L)))
                .isEqualTo(before + 5);
        assertThat(store.<Integer>write(tx -> tx.events().removeUpTo(before + 3)))
                .isPositive();
        assertThat(store.<Long>read(tx -> tx.events().oldest().orElseThrow())).isEqualTo(before + 4);
        assertThat(head().seq()).isEqualTo(before + 5);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static EventFacts facts(String branch) {
        return new EventFacts(
                false,
                EventFacts.Place.SERVER,
                ClientContext.UNKNOWN,
                new Effect(branch, null, null, null, null, null, null));
    }

    private AuditEntry change(EventFacts facts) {
        return change(entry(Ids.next()), facts);
    }

    private AuditEntry change(AuditEntry entry, EventFacts facts) {
        store.write(tx -> {
            tx.audit().insert(entry);
            tx.events().note(entry.id(), facts);
            return true;
        });
        return entry;
    }

    private static AuditEntry entry(UUID id) {
        return new AuditEntry(
                id,
                "user:root",
                "",
                "test",
                "",
                "CREATE_TABLE",
                new AuditEntry.Target("table", Ids.next(), "c.d.t"),
                AuditEntry.ALLOWED,
                "",
                1,
                new TreeMap<>(Map.of("a", "b")));
    }

    private Head head() {
        return store.read(tx -> tx.events().head());
    }

    private List<Pending> waiting() {
        return store.read(tx -> tx.events().pending(100));
    }

    private boolean number(Head from, List<Pending> changes) {
        return store.write(tx -> tx.events().number(from, changes, 1_000));
    }

    private List<Event> events(long after) {
        return store.read(tx -> tx.events().after(after, 100));
    }
}
