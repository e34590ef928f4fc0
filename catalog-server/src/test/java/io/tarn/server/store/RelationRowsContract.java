package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.Branch;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.testing.Race;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Tables: creating, reading, renaming. */
abstract class RelationRowsContract extends StoreBed {
    RelationRowsContract(Store store) {
        super(store);
    }

    @Test
    void ofManyThatCreateOneNameExactlyOneWins() {
        Callable<Boolean> create = () -> {
            try {
                return store.write(tx -> {
                    tx.relations().insert(relation(database, "same"));
                    return true;
                });
            } catch (DuplicateKeyException e) {
                return false;
            }
        };
        assertThat(Race.run(List.of(create, create, create, create))).containsOnlyOnce(true);
    }

    @Test
    void aTableReadsBackAsItWasWritten() {
        Relation table = insertTable("t");
        Branch base = head(table).branch();
        Snapshot snapshot =
                new Snapshot(1, "a-uuid", 0, "me", 1, "APPEND", "base", "delta", null, "{}", Snapshot.Counts.UNKNOWN);
        Branch next = base.committed(snapshot, new Statistics(1, -2, 3, 1_700_000_000_001L));
        advance(base, next);
        Head byName = store.<Head>read(tx ->
                tx.relations().head(catalog, new TableName("db", "t", MAIN)).orElseThrow());
        assertThat(byName).isEqualTo(head(table)).isEqualTo(new Head(table, next));
    }

    @Test
    void aRenameMovesATableAndOnlyThatOne() {
        Relation table = insertTable("t");
        Relation other = insertTable("other");
        Namespace target = insertDatabase("target");
        assertThat(rename(table, renamed(table, target, "moved"))).isTrue();
        assertThat(tables(database)).containsExactly("other");
        assertThat(tables(target)).containsExactly("moved");
        assertThat(head(table).relation().location()).isEqualTo(table.location());
        assertThat(head(other).relation()).isEqualTo(other);
    }

    @Test
    void aRenameOntoATakenNameIsADuplicateKey() {
        Relation table = insertTable("t");
        insertTable("taken");
        assertThatThrownBy(() -> rename(table, renamed(table, database, "taken")))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(tables(database)).containsExactly("t", "taken");
    }

    @Test
    void aRenameOfWhatWasRenamedMeanwhileDoesNothing() {
        Relation table = insertTable("t");
        assertThat(rename(table, renamed(table, database, "first"))).isTrue();
        assertThat(rename(table, renamed(table, database, "second"))).isFalse();
        assertThat(tables(database)).containsExactly("first");
    }
}
