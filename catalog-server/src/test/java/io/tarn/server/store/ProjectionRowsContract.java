package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.Ids;
import io.tarn.server.store.ProjectionRows.Current;
import io.tarn.server.store.ProjectionRows.Past;
import io.tarn.server.store.ProjectionRows.Shows;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which Iceberg metadata of a table counts, and which did. */
abstract class ProjectionRowsContract extends StoreBed {
    private final UUID table = Ids.next();

    ProjectionRowsContract(Store store) {
        super(store);
    }

    private Current current(String format, long snapshot) {
        UUID id = Ids.next();
        return new Current(
                table,
                format,
                id,
                new Shows(snapshot, snapshot == 0 ? "" : "0af1", 3),
                1,
                "APPEND",
                2,
                id + ".json",
                NOW);
    }

    private boolean replace(@Nullable Current before, Current next, long now) {
        return store.write(tx -> tx.projections().replace(before, next, now));
    }

    @Test
    void whoeverComesFirstCountsAndWhatWasBeforeIsKept() {
        Current first = current("v2", 0);
        assertThat(store.<Boolean>read(tx -> tx.projections().find(table, "v2").isPresent()))
                .isFalse();
        assertThat(replace(null, first, NOW)).isTrue();
        assertThat(store.<Current>read(tx -> tx.projections().find(table, "v2").orElseThrow()))
                .isEqualTo(first);
        assertThatThrownBy(() -> replace(null, current("v2", 1), NOW)).isInstanceOf(DuplicateKeyException.class);

        Current second = current("v2", 1);
        assertThat(replace(first, second, NOW + 5)).isTrue();
        assertThat(replace(first, current("v2", 2), NOW + 6))
                .as("it is not there any more")
                .isFalse();
        assertThat(store.<Current>read(tx -> tx.projections().find(table, "v2").orElseThrow()))
                .isEqualTo(second);
        Current other = current("v3", 1);
        assertThat(replace(null, other, NOW)).as("of another format").isTrue();
        assertThat(store.<List<Current>>read(tx -> tx.projections().ofTables(List.of(table, Ids.next()))))
                .containsExactlyInAnyOrder(second, other);
        assertThat(store.<List<Current>>read(tx -> tx.projections().ofTables(List.of())))
                .isEmpty();

        List<String> kept = store.read(tx -> tx.projections().kept(table, NOW + 5));
        assertThat(kept).containsExactlyInAnyOrder(first.file(), second.file(), other.file());
        List<String> later = store.read(tx -> tx.projections().kept(table, NOW + 6));
        assertThat(later).containsExactlyInAnyOrder(second.file(), other.file());
    }

    @Test
    void whatWasSupersededLongAgoIsFoundAndForgotten() {
        Current first = current("v2", 1);
        replace(null, first, NOW);
        replace(first, current("v2", 2), 17);
        Past past = new Past(table, first.id(), first.file(), 17);
        List<Past> young = store.read(tx -> tx.projections().past(17, 100));
        assertThat(young).doesNotContain(past);
        List<Past> old = store.read(tx -> tx.projections().past(18, 1_000));
        assertThat(old).contains(past);
        store.write(tx -> {
            tx.projections().forget(past);
            return true;
        });
        List<Past> none = store.read(tx -> tx.projections().past(18, 1_000));
        assertThat(none).doesNotContain(past);
    }

    @Test
    void withItsTableAllOfItGoes() {
        Current first = current("v2", 1);
        replace(null, first, NOW);
        replace(first, current("v2", 2), NOW);
        assertThat(store.<Integer>write(tx -> tx.projections().deleteSome(table, 10)))
                .isEqualTo(2);
        assertThat(store.<Integer>write(tx -> tx.projections().deleteSome(table, 10)))
                .isZero();
        List<String> kept = store.read(tx -> tx.projections().kept(table, 0));
        assertThat(kept).isEmpty();
    }
}
