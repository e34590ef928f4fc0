package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.Branch;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.PartitionRows.Tracking;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.testing.Race;
import java.util.List;
import java.util.Optional;
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
    void newTablesHaveTheirBranchTheirSchemaAndTheirPartitions() {
        Relation kept = relation(database, "kept");
        Relation other = relation(database, "other");
        TableSchema schema = new TableSchema(0, "{\"id\":0}");
        store.write(tx -> {
            tx.newTables().insert(kept, Branch.empty(kept.id()), schema, Optional.of(List.of("dt", "hour")));
            tx.newTables().insert(other, Branch.adopted(other.id(), 0), schema, Optional.empty());
            return true;
        });

        assertThat(detail("kept")).isEqualTo(new Detail(new Head(kept, Branch.empty(kept.id())), schema));
        assertThat(detail("other")).isEqualTo(new Detail(new Head(other, Branch.adopted(other.id(), 0)), schema));
        Tracking exact = tracking(kept);
        assertThat(exact.state()).isEqualTo(State.EXACT);
        assertThat(exact.keys()).containsExactly("dt", "hour");
        assertThat(exact.set()).isNotEqualTo(PartitionRows.NO_SET);
        assertThat(tracking(other).state()).isEqualTo(State.UNCOUNTABLE);
        assertThat(tracking(other).set()).isEqualTo(PartitionRows.NO_SET);
    }

    @Test
    void ofANewTableWhoseNameIsTakenNothingIsThere() {
        insertTable("t");
        Relation second = relation(database, "t");
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.newTables()
                            .insert(second, Branch.empty(second.id()), new TableSchema(0, "{}"), Optional.empty());
                    tx.locations().claim(second.location(), second.id(), catalog, NOW);
                    return true;
                }))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<Boolean>read(tx -> tx.relations().find(second.id()).isPresent()))
                .isFalse();
        assertThat(store.<List<Long>>read(tx -> tx.schemas().ids(second.id(), MAIN)))
                .isEmpty();
        assertThat(store.<Boolean>read(
                        tx -> tx.locations().ownerOf(second.location()).isPresent()))
                .isFalse();
    }

    private Detail detail(String name) {
        return store.<Detail>read(tx ->
                tx.relations().detail(catalog, new TableName("db", name, MAIN)).orElseThrow());
    }

    private Tracking tracking(Relation table) {
        return store.<Tracking>read(
                tx -> tx.partitions().tracking(table.id(), MAIN).orElseThrow());
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
