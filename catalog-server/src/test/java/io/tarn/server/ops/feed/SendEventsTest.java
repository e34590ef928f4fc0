package io.tarn.server.ops.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Operation;
import io.tarn.server.TestStores;
import io.tarn.server.files.LocalStorage;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.Event;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.model.Namespace;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.Store;
import io.tarn.server.testing.Allowed;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far a sink is, whatever it takes of a page. */
class SendEventsTest {
    /** Takes as many of each page as it is told, all when it is told nothing. */
    private static final class Receiver implements Delivery {
        private final List<List<String>> pages = new ArrayList<>();
        private final Deque<Integer> takes = new ArrayDeque<>();
        private boolean closed;

        @Override
        public int atOnce() {
            return 4;
        }

        @Override
        public int deliver(List<Event> events) {
            pages.add(events.stream().map(Event::name).toList());
            return takes.isEmpty() ? events.size() : takes.remove();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @TempDir
    private Path directory;

    private final Receiver receiver = new Receiver();
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private long now;
    private Store store;
    private Catalogs.Entry catalog;
    private NumberEvents numbers;
    private SendEvents sends;

    @BeforeEach
    void open() {
        store = TestStores.embedded(directory.resolve("data"));
        Location root = Location.parse(directory.resolve("warehouse").toString());
        Catalog main =
                new Bootstrap(store, Clock.systemUTC()).catalog(new Catalog(Ids.next(), "main", root, Layout.UNIQUE));
        catalog = new Catalogs.Entry(main, new LocalStorage(root, false), List.of(), Map.of());
        numbers = new NumberEvents(store, "me", Clock.systemUTC(), System::nanoTime);
        sends = sends();
        // From here on it is told.
        sends.run();
    }

    private SendEvents sends() {
        EventFilter databases = EventFilter.of(null, null, List.of("database"), List.of());
        return new SendEvents(
                store,
                new EventFeed(store, threads, () -> now),
                new SendEvents.Sink("test", "mine", catalog.catalog().id(), databases),
                receiver,
                "me",
                Clock.systemUTC(),
                () -> now);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        store.close();
    }

    private void change(String... names) {
        for (String name : names) {
            Namespace made = new Namespace(
                    Ids.next(), catalog.catalog().id(), name, Map.of(), 0, new Audit("me", null, 0, "me", 0, "me"));
            store.write(tx -> {
                tx.namespaces().insert(made);
                Trail.changed(
                        tx, Allowed.ME, Operation.CREATE_DATABASE, Securables.of(catalog, made), Map.of("by", "test"));
                return made;
            });
        }
        while (numbers.run()) {
            // Until all have a number.
        }
    }

    private void later() {
        now += TimeUnit.MINUTES.toNanos(1);
    }

    @Test
    void whatWasNotTakenComesAgainAfterAPauseAndNothingBeforeIt() {
        change("a", "b", "c", "d", "e", "f");
        receiver.takes.add(3);
        sends.run();
        assertThat(receiver.pages).containsExactly(List.of("a", "b", "c", "d"));
        assertThat(sends.failures()).isEqualTo(1);
        assertThat(sends.behind()).isEqualTo(3);

        sends.run();
        assertThat(receiver.pages).as("before the pause is over").hasSize(1);
        later();
        sends.run();
        assertThat(receiver.pages).hasSize(2).last().isEqualTo(List.of("d", "e", "f"));
        assertThat(sends.behind()).isZero();
    }

    @Test
    void anotherSenderGoesOnAfterWhatWasTaken() {
        change("a", "b", "c", "d", "e", "f");
        receiver.takes.addAll(List.of(4, 0));
        sends.run();
        SendEvents other = sends();
        sends.close();
        assertThat(receiver.closed).isTrue();
        other.run();
        assertThat(receiver.pages).containsExactly(List.of("a", "b", "c", "d"), List.of("e", "f"), List.of("e", "f"));
        sends.run();
        assertThat(receiver.pages).as("of one that was stopped").hasSize(3);
    }

    @Test
    void whatIsNotWantedIsPassedOver() {
        change("a");
        sends.run();
        EventFilter none = EventFilter.of("elsewhere", null, List.of(), List.of());
        SendEvents other = new SendEvents(
                store,
                new EventFeed(store, threads, () -> now),
                new SendEvents.Sink("test", "other", catalog.catalog().id(), none),
                receiver,
                "me",
                Clock.systemUTC(),
                () -> now);
        other.run();
        change("b", "c");
        other.run();
        assertThat(other.behind()).isZero();
        assertThat(receiver.pages).containsExactly(List.of("a"));
    }
}
