package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.Branch;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableSchema;
import io.tarn.server.testing.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Heads of branches, their schemas and snapshots. */
abstract class BranchRowsContract extends StoreBed {
    BranchRowsContract(Store store) {
        super(store);
    }

    @Test
    void exactlyOneOfManyWritersWinsEachBase() {
        Relation table = insertTable("t");
        for (int round = 0; round < 12; round++) {
            Branch base = head(table).branch();
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int writer = 0; writer < 6; writer++) {
                Branch next = after(base, "writer-" + writer);
                writers.add(() -> store.write(tx -> tx.branches().advance(base, next)));
            }
            assertThat(Race.run(writers)).containsOnlyOnce(true);
            assertThat(head(table).branch().snapshotId()).isEqualTo(base.snapshotId() + 1);
            assertThat(publish(head(table).branch())).isTrue();
        }
        assertThat(head(table).branch().snapshotId()).isEqualTo(12);
        assertThat(head(table).branch().statistics().recordCount()).isEqualTo(12);
    }

    @Test
    void writersThatKeepTryingLoseNoUpdate() {
        Relation table = insertTable("t");
        int writers = 4;
        int each = 10;
        long all = 40;
        Callable<Integer> writer = () -> {
            int wins = 0;
            while (wins < each) {
                Branch base = head(table).branch();
                if (!base.snapshotPublished()) {
                    publish(base);
                } else if (store.write(tx -> tx.branches().advance(base, after(base, "")))) {
                    wins++;
                }
            }
            return wins;
        };
        Race.run(IntStream.range(0, writers).mapToObj(i -> writer).toList());
        assertThat(head(table).branch().snapshotId()).isEqualTo(all);
        assertThat(head(table).branch().statistics().recordCount()).isEqualTo(all);
    }

    @Test
    void aHeadThatIsNotPublishedCannotBeBuiltOn() {
        Relation table = insertTable("t");
        Branch base = head(table).branch();
        assertThat(advance(base, after(base, "a"))).isTrue();
        Branch unpublished = head(table).branch();
        assertThat(unpublished.snapshotPublished()).isFalse();
        assertThat(advance(unpublished, after(unpublished, "b"))).isFalse();
        publish(unpublished);
        assertThat(advance(unpublished, after(unpublished, "b"))).isTrue();
    }

    @Test
    void aHeadWithAnotherUuidIsNotTheBase() {
        Relation table = insertTable("t");
        Branch base = head(table).branch();
        advance(base, after(base, "mine"));
        publish(head(table).branch());
        Branch theirs = after(base, "theirs");
        assertThat(advance(theirs, after(theirs, "next"))).isFalse();
    }

    @Test
    void onlyTheHeadCanBeMarkedAsPublished() {
        Relation table = insertTable("t");
        Branch base = head(table).branch();
        advance(base, after(base, "a"));
        assertThat(store.<Boolean>write(tx -> tx.branches().markSnapshotPublished(table.id(), MAIN, 2)))
                .isFalse();
        assertThat(store.<Boolean>write(tx -> tx.branches().markSnapshotPublished(table.id(), "other", 1)))
                .isFalse();
        assertThat(head(table).branch().snapshotPublished()).isFalse();
        assertThat(store.<Boolean>write(tx -> tx.branches().markSnapshotPublished(table.id(), MAIN, 1)))
                .isTrue();
        assertThat(head(table).branch().snapshotPublished()).isTrue();
    }

    @Test
    void twoAltersOfOneSchemaCannotBothWin() {
        Relation table = insertTable("t");
        store.<Boolean>write(tx -> tx.branches().markSchemaPublished(table.id(), MAIN, 0));
        Callable<Boolean> alter = () -> store.write(tx -> tx.branches().advanceSchema(table.id(), MAIN, 0));
        assertThat(Race.run(List.of(alter, alter, alter))).containsOnlyOnce(true);
        assertThat(head(table).branch().schemaId()).isEqualTo(1);
        assertThat(store.<Boolean>write(tx -> tx.branches().advanceSchema(table.id(), MAIN, 1)))
                .as("schema 1 is not published yet")
                .isFalse();
    }

    @Test
    void aCommitFindsNoRowOnceItsTableIsDropped() {
        Relation table = insertTable("t");
        Branch base = head(table).branch();
        drop(table);
        assertThat(advance(base, after(base, "a"))).isFalse();
        assertThat(store.<Boolean>read(
                        tx -> tx.relations().head(table.id(), MAIN).isPresent()))
                .isFalse();
    }

    @Test
    void aDropThatRacesACommitLeavesNoHead() {
        for (int round = 0; round < 15; round++) {
            Relation table = insertTable("t" + round);
            Branch base = head(table).branch();
            Snapshot snapshot = snapshot(1, "commit-" + round);
            Callable<Boolean> commit = () -> store.write(tx -> {
                if (!tx.branches().advance(base, after(base, "a"))) {
                    return false;
                }
                tx.snapshots().insert(table.id(), MAIN, snapshot, NOW, "me");
                return true;
            });
            Callable<Boolean> drop = () -> {
                drop(table);
                return true;
            };
            boolean committed = Race.run(List.of(commit, drop)).get(0);
            assertThat(advance(base, after(base, "b"))).isFalse();
            assertThat(store.<Boolean>read(tx -> tx.snapshots()
                            .committedAs(table.id(), MAIN, snapshot.identity())
                            .isPresent()))
                    .isEqualTo(committed);
        }
    }

    @Test
    void anIdentityCanBeCommittedOncePerBranch() {
        Relation table = insertTable("t");
        Snapshot snapshot = snapshot(1, "same");
        insertSnapshot(table, MAIN, snapshot);
        assertThatThrownBy(() -> insertSnapshot(table, MAIN, snapshot(2, "same")))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<Boolean>read(
                        tx -> tx.snapshots().body(table.id(), MAIN, 2).isPresent()))
                .isFalse();
        insertSnapshot(table, "other", snapshot);
        assertThat(store.<Boolean>read(tx -> tx.snapshots()
                        .committedAs(table.id(), "other", snapshot.identity())
                        .isPresent()))
                .isTrue();
        assertThat(store.<Boolean>read(tx -> tx.snapshots()
                        .committedAs(Ids.next(), MAIN, snapshot.identity())
                        .isPresent()))
                .isFalse();
    }

    @Test
    void aSchemaTextReadsBackAsItWasWritten() {
        Relation table = insertTable("t");
        TableSchema schema = new TableSchema(7, "{\"comment\" : \"größe 😀 \\u0000 \\\\ '\"}\n".repeat(20_000));
        store.write(tx -> {
            tx.schemas().insert(table.id(), MAIN, schema, NOW, "me");
            return true;
        });
        assertThat(store.<TableSchema>read(
                        tx -> tx.schemas().find(table.id(), MAIN, 7).orElseThrow()))
                .isEqualTo(schema);
    }

    private void insertSnapshot(Relation table, String branch, Snapshot snapshot) {
        store.write(tx -> {
            tx.snapshots().insert(table.id(), branch, snapshot, NOW, "me");
            return true;
        });
    }

    private boolean publish(Branch branch) {
        return store.write(
                tx -> tx.branches().markSnapshotPublished(branch.relationId(), branch.name(), branch.snapshotId()));
    }

    private static Branch after(Branch base, String uuid) {
        return new Branch(
                base.relationId(),
                base.name(),
                base.schemaId(),
                base.schemaPublished(),
                base.snapshotId() + 1,
                uuid,
                false,
                base.statistics().plus(new Statistics(1, 0, 0, 0)));
    }

    private static Snapshot snapshot(long id, String identity) {
        return new Snapshot(id, null, 0, identity, 1, "APPEND", "base", "delta", null, "{}");
    }
}
