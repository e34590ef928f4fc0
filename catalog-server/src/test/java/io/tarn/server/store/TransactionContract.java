package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tarn.server.model.Namespace;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.testing.Race;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a transaction promises, and what it says when its connection is lost. */
abstract class TransactionContract extends StoreBed {
    private final StoreContract databases;

    TransactionContract(StoreContract databases) {
        super(databases.store);
        this.databases = databases;
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
