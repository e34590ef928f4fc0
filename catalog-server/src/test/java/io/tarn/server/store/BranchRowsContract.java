package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.Branch;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableSchema;
import io.tarn.server.testing.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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
                writers.add(() -> store.write(tx -> tx.branches().advance(base, next, 0, false)));
            }
            assertThat(Race.run(writers)).containsOnlyOnce(true);
            assertThat(head(table).branch().snapshotId()).isEqualTo(base.snapshotId() + 1);
            assertThat(publish(head(table).branch())).isTrue();
        }
        assertThat(head(table).branch().snapshotId()).isEqualTo(12);
        assertThat(head(table).branch().statistics().recordCount()).isEqualTo(12);
    }

    @Test
    void aHeadThatIsReopenedTakesNoCommitUntilItIsPublishedAgain() {
        Relation table = insertTable("t");
        store.write(tx -> tx.branches().markSchemaPublished(table.id(), MAIN, 0));
        Branch empty = head(table).branch();
        assertThat(store.<Boolean>write(tx -> tx.branches().advance(empty, after(empty, "w"), 0, false)))
                .isTrue();
        Branch unpublished = head(table).branch();
        assertThat(store.<Boolean>write(tx -> tx.branches().reopen(unpublished)))
                .isFalse();
        publish(unpublished);
        Branch head = head(table).branch();

        assertThat(store.<Boolean>write(tx -> tx.branches().reopen(head))).isTrue();

        assertThat(head(table).branch()).isEqualTo(unpublished);
        assertThat(store.<Boolean>write(tx -> tx.branches().advance(head, after(head, "w"), 0, false)))
                .isFalse();
        publish(head);
        assertThat(store.<Boolean>write(tx -> tx.branches().advance(head, after(head, "w"), 0, false)))
                .isTrue();
        assertThat(store.<Boolean>write(tx -> tx.branches().reopen(head))).isFalse();
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
                } else if (store.write(tx -> tx.branches().advance(base, after(base, ""), 0, false))) {
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
        Branch head = head(table).branch();
        assertThat(publish(after(head, "b"))).isFalse();
        assertThat(publish(head.copied("other", head.epoch()))).isFalse();
        assertThat(publish(head.copied(MAIN, head.epoch() + 1)))
                .as("the same id in another history")
                .isFalse();
        assertThat(head(table).branch().snapshotPublished()).isFalse();
        assertThat(publish(head)).isTrue();
        assertThat(head(table).branch().snapshotPublished()).isTrue();
    }

    @Test
    void aBranchThatIsNotSettledTakesNeitherCommitNorAlterNorAnotherMove() {
        Relation table = insertTable("t");
        Branch base = published(table, "a");
        Branch back = base.moved(0, 0, "", Statistics.UNKNOWN);
        assertThat(store.<Boolean>write(tx -> tx.branches().move(base, back))).isTrue();
        assertThat(head(table).branch()).isEqualTo(back);
        assertThat(back.settled()).isFalse();
        assertThat(back.topSnapshotId()).isEqualTo(1);

        assertThat(advance(back, after(back, "b"))).isFalse();
        assertThat(store.<Boolean>write(tx -> tx.branches().advanceSchema(table.id(), MAIN, 0)))
                .isFalse();
        assertThat(store.<Boolean>write(tx -> tx.branches().move(back, back))).isFalse();
        assertThat(store.<Boolean>write(tx -> tx.branches().hold(back))).isFalse();

        settle(table);
        assertThat(store.<Boolean>write(tx -> tx.branches().hold(back))).isTrue();
        assertThat(advance(back, after(back, "b"))).isTrue();
        assertThat(head(table).branch().topSnapshotId()).isEqualTo(1);
    }

    @Test
    void aMoveLosesAgainstACommitAndACommitAgainstAMove() {
        for (int round = 0; round < 10; round++) {
            Relation table = insertTable("t" + round);
            Branch base = published(table, "a");
            Callable<Boolean> commit = () -> store.write(tx -> tx.branches().advance(base, after(base, "b"), 0, false));
            Callable<Boolean> move =
                    () -> store.write(tx -> tx.branches().move(base, base.moved(0, 0, "", Statistics.NONE)));
            assertThat(Race.run(List.of(commit, move))).containsOnlyOnce(true);
        }
    }

    @Test
    void aCommitNeedsTheSchemaItWasWrittenWith() {
        Relation table = insertTable("t");
        Branch base = head(table).branch();
        assertThat(store.<Boolean>write(tx -> tx.branches().advance(base, after(base, "a"), 1, false)))
                .isFalse();
        assertThat(store.<Boolean>write(tx -> tx.branches().advance(base, after(base, "a"), 0, false)))
                .isTrue();
    }

    @Test
    void branchesAreListedByNameWithoutMain() {
        Relation table = insertTable("t");
        Branch main = head(table).branch();
        for (String name : List.of("b", "a", "Z")) {
            store.write(tx -> {
                tx.branches().insert(main.copied(name, NOW));
                return true;
            });
        }
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.branches().insert(main.copied("a", NOW));
                    return true;
                }))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<List<String>>read(tx -> tx.branches().names(table.id())))
                .containsExactly("Z", "a", "b");
        assertThat(store.<Boolean>write(tx -> tx.branches().delete(table.id(), "a")))
                .isTrue();
        assertThat(store.<Boolean>write(tx -> tx.branches().delete(table.id(), "a")))
                .isFalse();
        assertThat(store.<List<String>>read(tx -> tx.branches().names(table.id())))
                .containsExactly("Z", "b");
    }

    @Test
    void aBranchHasOnePlanUntilItIsClosed() {
        Relation table = insertTable("t");
        FilePlan first = new FilePlan(
                Ids.next(),
                table.id(),
                "b",
                FilePlan.Work.create(List.of(0L, 1L), List.of(7L), Map.of("größe", "{\"id\":7}")));
        FilePlan second = new FilePlan(Ids.next(), table.id(), "b", FilePlan.Work.dropBranch());
        insert(first);
        assertThatThrownBy(() -> insert(second)).isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<Optional<FilePlan>>read(tx -> tx.filePlans().find(table.id(), "b")))
                .contains(first);
        assertThat(store.<List<FilePlan>>read(tx -> tx.filePlans().open(NOW + 1, 10)))
                .contains(first);
        assertThat(store.<List<FilePlan>>read(tx -> tx.filePlans().open(NOW, 10)))
                .doesNotContain(first);
        assertThat(store.<Boolean>read(tx -> tx.filePlans().isOpen(second))).isFalse();
        assertThat(store.<Boolean>write(tx -> tx.filePlans().close(second))).isFalse();
        assertThat(store.<Boolean>write(tx -> tx.filePlans().close(first))).isTrue();
        assertThat(store.<Boolean>write(tx -> tx.filePlans().close(first))).isFalse();
        insert(second);
        assertThat(store.<Boolean>read(tx -> tx.filePlans().isOpen(second))).isTrue();
    }

    @Test
    void snapshotsAndSchemasAreCopiedRenamedAndRemovedByBranch() {
        Relation table = insertTable("t");
        for (long id = 1; id <= 4; id++) {
            insertSnapshot(table, MAIN, snapshot(id, "commit-" + id));
        }
        store.write(tx -> {
            tx.snapshots().copy(table.id(), MAIN, "b", 2, 3);
            for (long id = 1; id <= 3; id++) {
                tx.schemas().insert(table.id(), MAIN, new TableSchema(id, "{}"), NOW, "me");
            }
            tx.schemas().copy(table.id(), MAIN, "b", 1);
            return true;
        });
        assertThat(snapshots(table, "b")).containsExactly(2L, 3L);
        assertThat(store.<Boolean>read(tx -> tx.snapshots()
                        .committedAs(table.id(), "b", snapshot(2, "commit-2").identity())
                        .isPresent()))
                .as("it was committed to main")
                .isFalse();
        assertThat(schemas(table, "b")).containsExactly(1L);
        assertThat(store.<List<TableSchema>>read(tx -> tx.schemas().list(table.id(), MAIN, 3, 1)))
                .extracting(TableSchema::id)
                .containsExactly(2L);

        store.write(tx -> {
            tx.snapshots().renameBranch(table.id(), "b", "c");
            tx.schemas().renameBranch(table.id(), "b", "c");
            tx.snapshots().deleteFrom(table.id(), MAIN, 3);
            tx.schemas().deleteFrom(table.id(), MAIN, 2);
            return true;
        });
        assertThat(snapshots(table, "b")).isEmpty();
        assertThat(snapshots(table, "c")).containsExactly(2L, 3L);
        assertThat(snapshots(table, MAIN)).containsExactly(1L, 2L);
        assertThat(schemas(table, "c")).containsExactly(1L);
        assertThat(schemas(table, MAIN)).containsExactly(1L);
        assertThat(store.<Optional<Long>>read(tx -> tx.snapshots()
                        .committedAs(table.id(), MAIN, snapshot(4, "commit-4").identity())))
                .as("a replay of what was rolled back is still known")
                .contains(4L);

        store.write(tx -> {
            tx.snapshots().deleteBranch(table.id(), "c");
            return true;
        });
        assertThat(snapshots(table, "c")).isEmpty();
    }

    @Test
    void aSnapshotKeepsTheSumsOfItsBranch() {
        Relation table = insertTable("t");
        Statistics sums = new Statistics(5, 6, 7, 8);
        store.write(tx -> {
            tx.snapshots().insert(table.id(), MAIN, snapshot(1, "a"), sums, NOW, "me");
            tx.snapshots().restore(table.id(), MAIN, snapshot(2, "b"), NOW, "me");
            return true;
        });
        assertThat(store.<Optional<Statistics>>read(tx -> tx.snapshots().statistics(table.id(), MAIN, 1)))
                .contains(sums);
        assertThat(store.<Optional<Statistics>>read(tx -> tx.snapshots().statistics(table.id(), MAIN, 2)))
                .contains(Statistics.UNKNOWN);
        assertThat(store.<Optional<Statistics>>read(tx -> tx.snapshots().statistics(table.id(), MAIN, 3)))
                .isEmpty();
    }

    private Branch published(Relation table, String uuid) {
        Branch base = head(table).branch();
        store.<Boolean>write(tx -> tx.branches().markSchemaPublished(table.id(), MAIN, base.schemaId()));
        advance(head(table).branch(), after(head(table).branch(), uuid));
        publish(head(table).branch());
        return head(table).branch();
    }

    private void settle(Relation table) {
        store.write(tx -> {
            tx.branches().markSettled(table.id(), MAIN);
            return true;
        });
    }

    private void insert(FilePlan plan) {
        store.write(tx -> {
            tx.filePlans().insert(plan, NOW);
            return true;
        });
    }

    private List<Long> snapshots(Relation table, String branch) {
        return store.read(tx -> LongStream.rangeClosed(1, 4)
                .filter(id -> tx.snapshots().body(table.id(), branch, id).isPresent())
                .boxed()
                .toList());
    }

    private List<Long> schemas(Relation table, String branch) {
        return store.read(tx -> tx.schemas().ids(table.id(), branch));
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
                if (!tx.branches().advance(base, after(base, "a"), 0, false)) {
                    return false;
                }
                tx.snapshots().insert(table.id(), MAIN, snapshot, Statistics.NONE, NOW, "me");
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
            tx.snapshots().insert(table.id(), branch, snapshot, Statistics.NONE, NOW, "me");
            return true;
        });
    }

    private boolean publish(Branch branch) {
        return store.write(tx -> tx.branches().markSnapshotPublished(branch));
    }

    private static Branch after(Branch base, String uuid) {
        Snapshot next = new Snapshot(
                base.snapshotId() + 1,
                uuid,
                0,
                uuid,
                1,
                "APPEND",
                "base",
                "delta",
                null,
                "{}",
                Snapshot.Counts.UNKNOWN);
        return base.committed(next, base.statistics().plus(new Statistics(1, 0, 0, 0)));
    }

    private static Snapshot snapshot(long id, String identity) {
        return new Snapshot(id, null, 0, identity, 1, "APPEND", "base", "delta", null, "{}", Snapshot.Counts.UNKNOWN);
    }
}
