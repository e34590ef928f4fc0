package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tarn.server.model.Ids;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.testing.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a transaction promises, and what it says when its connection is lost. */
abstract class TransactionContract extends StoreBed {
    private final StoreContract databases;

    TransactionContract(StoreContract databases) {
        super(databases.store);
        this.databases = databases;
    }

    private static Snapshot snapshot(long id) {
        return new Snapshot(id, null, 0, "w", id, "APPEND", "base", "delta", null, "{}", Snapshot.Counts.UNKNOWN);
    }

    @Test
    void aTakenNameIsADuplicateKeyAndNothingOfItsTransactionStays() {
        insertTable("t");
        Namespace sibling = namespace("sibling");
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.namespaces().insert(sibling);
                    tx.relations().insert(relation(database, "t"));
                    return true;
                }))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<Boolean>read(
                        tx -> tx.namespaces().find(catalog, "sibling").isPresent()))
                .isFalse();
    }

    @Test
    void anExceptionOfTheWorkRollsItBackAndReachesTheCaller() {
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.namespaces().insert(namespace("lost"));
                    throw new IllegalStateException("changed my mind");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("changed my mind");
        assertThat(store.<Boolean>read(
                        tx -> tx.namespaces().find(catalog, "lost").isPresent()))
                .isFalse();
    }

    /** Many at once, some of which cannot be done: each of these is told so, and nothing of the others is lost or done twice. */
    @Test
    void whatSharesATransactionIsDoneOrRefusedAsIfItWereAlone() {
        insertTable("taken");
        List<Callable<Boolean>> works = new ArrayList<>();
        Queue<String> done = new ConcurrentLinkedQueue<>();
        Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
        for (int thread = 0; thread < 16; thread++) {
            int own = thread;
            works.add(() -> {
                for (int i = 0; i < 20; i++) {
                    // Of each ten, one meets a key, and one changes its mind.
                    String name = i % 10 == 3 ? "taken" : "t-" + own + "-" + i;
                    boolean fails = i % 10 == 7;
                    try {
                        UUID id = store.writeTogether(Ids.next(), tx -> {
                            Relation relation = relation(database, name);
                            tx.relations().insert(relation);
                            tx.snapshots().insert(relation.id(), "main", snapshot(1), Statistics.NONE, 1, "me");
                            if (fails) {
                                throw new IllegalStateException("changed my mind");
                            }
                            return relation.id();
                        });
                        assertThat(store.<Optional<String>>read(
                                        tx -> tx.snapshots().body(id, "main", 1)))
                                .isPresent();
                        done.add(name);
                    } catch (DuplicateKeyException | IllegalStateException e) {
                        refused.add(e);
                    }
                }
                return true;
            });
        }
        Race.run(works);
        assertThat(done).hasSize(16 * 16).doesNotHaveDuplicates();
        assertThat(refused).hasSize(16 * 4);
        assertThat(refused.stream().filter(DuplicateKeyException.class::isInstance))
                .hasSize(16 * 2);
        assertThat(store.<List<Relation>>read(tx -> tx.relations().inNamespace(database.id())).stream()
                        .map(Relation::name)
                        .filter(name -> name.startsWith("t-")))
                .containsExactlyInAnyOrderElementsOf(done);
    }

    @Test
    void aKeyThatIsTakenShowsAtTheEndOfATransaction() {
        Relation table = insertTable("keys");
        store.write(tx -> {
            tx.snapshots().insert(table.id(), "main", snapshot(1), Statistics.NONE, 1, "me");
            // Whoever reads sees what was added in the same transaction.
            assertThat(tx.snapshots()
                            .committedAs(table.id(), "main", snapshot(1).identity()))
                    .contains(1L);
            return true;
        });
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.snapshots().insert(table.id(), "main", snapshot(1), Statistics.NONE, 1, "me");
                    return true;
                }))
                .isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(() -> store.writeTogether(table.id(), tx -> {
                    tx.snapshots().insert(table.id(), "main", snapshot(1), Statistics.NONE, 1, "me");
                    return true;
                }))
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void aConnectionThatIsLostBeforeCommitMeansNothingWasWritten() {
        try (Store fragile = databases.open("lost_before_commit")) {
            Namespace unwritten = namespace("unwritten");
            Throwable failure = catchThrowable(() -> fragile.write(tx -> {
                tx.namespaces().insert(unwritten);
                databases.cutConnections("lost_before_commit");
                return tx.namespaces().touch(unwritten.id());
            }));
            assertThat(failure).isInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void aConnectionThatIsLostAtCommitLeavesTheOutcomeUnknown() {
        try (Store fragile = databases.open("lost_at_commit")) {
            Throwable failure = catchThrowable(() -> fragile.write(tx -> {
                tx.namespaces().insert(namespace("unknown"));
                databases.cutConnections("lost_at_commit");
                return true;
            }));
            assertThat(failure).isInstanceOf(UnknownOutcomeException.class);
        }
    }

    @Test
    void aConnectionThatWasLostWhileItLayIdleIsNoFailureOfTheServer() {
        try (Store fragile = databases.open("lost_idle")) {
            fragile.ping();
            databases.cutConnections("lost_idle");
            Throwable failure =
                    catchThrowable(() -> fragile.write(tx -> tx.namespaces().touch(database.id())));
            if (failure != null) {
                assertThat(failure).isInstanceOf(StoreUnavailableException.class);
            }
        }
    }

    @Test
    void aConnectionThatIsLostDuringAReadMeansUnavailable() {
        try (Store fragile = databases.open("lost_reading")) {
            Throwable failure = catchThrowable(() -> fragile.read(tx -> {
                tx.catalogs().all();
                databases.cutConnections("lost_reading");
                return tx.catalogs().all();
            }));
            assertThat(failure).isInstanceOf(StoreUnavailableException.class);
        }
    }

    /** A database that answers one query from before a commit and the next from after it makes readers see a mixture. */
    @Test
    void noQueryAnswersFromBeforeWhatAnotherHasAnsweredAlready() {
        Relation table = insertTable("only-forward");
        TableName name = new TableName(database.name(), table.name(), TableName.MAIN);
        AtomicBoolean over = new AtomicBoolean();
        Callable<Long> reader = () -> {
            long seen = 0;
            while (!over.get()) {
                long byName = store.<Head>read(
                                tx -> tx.relations().head(catalog, name).orElseThrow())
                        .branch()
                        .schemaId();
                assertThat(byName).isGreaterThanOrEqualTo(seen);
                seen = head(table).branch().schemaId();
                assertThat(seen).isGreaterThanOrEqualTo(byName);
            }
            return seen;
        };
        Callable<Long> writer = () -> {
            try {
                for (long schema = 1; schema <= 500; schema++) {
                    long id = schema;
                    store.write(tx -> tx.branches().setSchema(table.id(), TableName.MAIN, id));
                }
                return 500L;
            } finally {
                over.set(true);
            }
        };
        assertThat(Race.run(List.of(writer, reader, reader, reader))).allMatch(seen -> seen > 0);
    }
}
