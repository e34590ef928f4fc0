package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.model.Ids;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.model.Statistics;
import io.tarn.server.store.PartitionDeltas.Part;
import io.tarn.server.store.PartitionDeltas.PartKey;
import io.tarn.server.store.PartitionRows.DroppedSet;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.PartitionRows.Tracking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rows of partitions, and the lists that are not folded into rows yet. */
abstract class PartitionRowsContract extends StoreBed {
    private final UUID table = Ids.next();
    private final UUID set = Ids.next();

    PartitionRowsContract(Store store) {
        super(store);
    }

    @Test
    void rowsComeInDescendingOrderOfTheirBytes() {
        insert("dt=a", "dt=a/h=1", "dt=a%2Fb", "dt=a_b", "dt=é", "dt=\uFFFD", "dt=😀", "dt=Z");
        List<String> all = List.of("dt=😀", "dt=\uFFFD", "dt=é", "dt=a_b", "dt=a/h=1", "dt=a%2Fb", "dt=a", "dt=Z");
        assertThat(page(PartitionRange.ALL, 100)).containsExactlyElementsOf(all);
        assertThat(page(PartitionRange.ALL, 3)).containsExactlyElementsOf(all.subList(0, 3));
        assertThat(page(PartitionRange.ALL.before("dt=é"), 2)).containsExactly("dt=a_b", "dt=a/h=1");
        assertThat(page(PartitionRange.matching(NamePattern.parse("dt=a/%")), 9))
                .containsExactly("dt=a/h=1");
        assertThat(page(PartitionRange.matching(NamePattern.parse("dt=a_%")), 9))
                .containsExactly("dt=a_b");
        assertThat(page(PartitionRange.matching(NamePattern.parse("dt=a")), 9)).containsExactly("dt=a");
        assertThat(page(PartitionRange.matching(NamePattern.parse("dt=😀%")), 9))
                .containsExactly("dt=😀");
    }

    @Test
    void aNameMayBeAsLongAsTheLimit() {
        String longest = "dt=" + "x".repeat(2_497);
        insert(longest);
        assertThat(page(PartitionRange.ALL, 1)).containsExactly(longest);
    }

    @Test
    void rowsAreFoundByManyNames() {
        List<String> names = IntStream.range(0, 250).mapToObj(i -> "dt=" + i).toList();
        insert(names.toArray(String[]::new));
        List<String> asked = new ArrayList<>(names);
        asked.add("dt=none");
        assertThat(store.<List<Partition>>read(tx -> tx.partitions().find(table, set, asked)))
                .extracting(Partition::name)
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void countsAddUpAndWhatHoldsNothingIsGone() {
        write(rows -> rows.add(table, set, List.of(delta("a", 5, 9, 3), delta("b", 1, 1, 1)), NOW, "me"));
        write(rows -> rows.add(table, set, List.of(delta("a", -2, 4, -1), delta("b", -1, -1, -1)), NOW + 1, "you"));
        write(rows -> rows.add(table, set, List.of(delta("c", 0, 0, 0), delta("d", -1, -1, -2)), NOW, "me"));
        assertThat(store.<List<Partition>>read(tx -> tx.partitions().page(table, set, PartitionRange.ALL, 9)))
                .containsExactly(new Partition("a", new Statistics(3, 2, 13, 9), -1, false, NOW, "me", NOW + 1, "you"));
    }

    @Test
    void toAnUnknownCountNothingIsAdded() {
        write(rows ->
                rows.add(table, set, List.of(new PartitionDelta("a", new Statistics(-1, 5, -1, 0), 0)), NOW, "me"));
        write(rows ->
                rows.add(table, set, List.of(new PartitionDelta("a", new Statistics(7, 5, -1, 0), 0)), NOW, "me"));
        assertThat(store.<List<Partition>>read(tx -> tx.partitions().page(table, set, PartitionRange.ALL, 9)))
                .extracting(Partition::sizes)
                .containsExactly(new Statistics(7, 10, -1, 0));
    }

    @Test
    void aListComesBackInPartsAsItWasWritten() {
        List<PartitionDelta> deltas = IntStream.range(0, 2_500)
                .mapToObj(i -> delta("dt=%05d-é😀".formatted(i), i, i * 2L, -i))
                .toList();
        write(rows -> rows.deltas().append(table, set, 8, deltas, NOW, "me"));
        write(rows -> rows.deltas().append(table, set, 9, deltas.subList(0, 1), NOW, "me"));

        assertThat(keys(PartitionRange.ALL))
                .containsExactly(new PartKey(8, 0), new PartKey(8, 1), new PartKey(8, 2), new PartKey(9, 0));
        assertThat(keys(PartitionRange.startingWith("dt=01500"))).containsExactly(new PartKey(8, 1));
        Part oldest =
                store.read(tx -> tx.partitions().deltas().oldest(table, set).orElseThrow());
        assertThat(oldest).isEqualTo(new Part(8, 0, deltas.subList(0, 1_000), NOW, "me"));
        assertThat(store.<Statistics>read(tx -> tx.partitions().deltas().sum(table, set)))
                .isEqualTo(new Statistics(3_123_750, -3_123_750, 6_247_500, 9));
        write(rows -> rows.deltas().delete(table, set, new PartKey(8, 0)));
        assertThat(keys(PartitionRange.ALL)).hasSize(3);
    }

    @Test
    void aBranchThatForgetsKeepsItsSetUntilItIsCountedAgain() {
        UUID branch = insertTable("forgetful").id();
        write(rows -> rows.start(branch, MAIN, List.of("dt", "größe")));
        Tracking before = tracking(branch);
        assertThat(before.state()).isEqualTo(State.EXACT);
        assertThat(before.keys()).containsExactly("dt", "größe");
        write(rows -> rows.insert(branch, before.set(), List.of("dt=a"), NOW, "me"));
        write(rows -> rows.markDone(branch, before.set(), List.of("dt=a", "dt=none"), NOW, "me"));

        write(rows -> rows.forget(branch, MAIN));
        assertThat(tracking(branch).state()).isEqualTo(State.UNKNOWN);
        assertThat(tracking(branch).previous()).isEqualTo(before.set());
        assertThat(tracking(branch).version()).isGreaterThan(before.version());
        UUID first = Ids.next();
        write(rows -> rows.startCounting(branch, MAIN, first, List.of("dt")));
        UUID second = Ids.next();
        write(rows -> rows.startCounting(branch, MAIN, second, List.of("dt")));
        write(rows -> rows.endCounting(branch, MAIN, State.EXACT));
        assertThat(tracking(branch).previous()).isEqualTo(PartitionRows.NO_SET);
        assertThat(store.<List<DroppedSet>>read(tx -> tx.partitions().droppedSets(1_000)))
                .contains(new DroppedSet(branch, first), new DroppedSet(branch, before.set()))
                .doesNotContain(new DroppedSet(branch, second));
        write(rows -> {
            DroppedSet dropped = new DroppedSet(branch, before.set());
            assertThat(rows.deleteSome(dropped, 10)).isTrue();
            assertThat(rows.deleteSome(dropped, 10)).isFalse();
        });
        assertThat(store.<List<DroppedSet>>read(tx -> tx.partitions().droppedSets(1_000)))
                .doesNotContain(new DroppedSet(branch, before.set()));
        write(rows -> rows.discard(branch, MAIN));
        assertThat(store.<List<DroppedSet>>read(tx -> tx.partitions().droppedSets(1_000)))
                .contains(new DroppedSet(branch, second));
    }

    @Test
    void aBranchFromBeforePartitionsWereKeptIsUnknown() {
        UUID branch = insertTable("old").id();
        assertThat(tracking(branch).state()).isEqualTo(State.UNKNOWN);
        assertThat(tracking(branch).keys()).isEmpty();
    }

    private Tracking tracking(UUID relation) {
        return store.read(tx -> tx.partitions().tracking(relation, MAIN).orElseThrow());
    }

    private void write(Consumer<PartitionRows> work) {
        store.write(tx -> {
            work.accept(tx.partitions());
            return true;
        });
    }

    private void insert(String... names) {
        write(rows -> rows.insert(table, set, Arrays.asList(names), NOW, "me"));
    }

    private List<String> page(PartitionRange range, int size) {
        return store.<List<Partition>>read(tx -> tx.partitions().page(table, set, range, size)).stream()
                .map(Partition::name)
                .toList();
    }

    private List<PartKey> keys(PartitionRange range) {
        return store.read(tx -> tx.partitions().deltas().keys(table, set, range));
    }

    private static PartitionDelta delta(String name, long records, long files, long bytes) {
        return new PartitionDelta(name, new Statistics(records, bytes, files, 9), -1);
    }
}
