package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Relation;
import io.tarn.server.store.IcebergRows.Report;
import io.tarn.server.store.IcebergRows.ViewRow;
import io.tarn.server.testing.Race;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Pointers to metadata files, and what lies beside them. */
abstract class IcebergRowsContract extends StoreBed {
    private static final Location FIRST = Location.parse("s3://lake/t/metadata/0");

    IcebergRowsContract(Store store) {
        super(store);
    }

    private static Location file(int version) {
        return Location.parse("s3://lake/t/metadata/" + version);
    }

    @Test
    void ofManyThatMoveAPointerFromOnePlaceExactlyOneWins() {
        Relation table = insertTable("t");
        store.write(tx -> {
            tx.iceberg().insert(table.id(), FIRST, 1);
            return true;
        });
        List<Callable<Boolean>> writers = List.of(mover(table.id(), 1), mover(table.id(), 2), mover(table.id(), 3));
        assertThat(Race.run(writers)).containsOnlyOnce(true);
        assertThat(pointer(table)).isIn(file(1), file(2), file(3));
    }

    private Callable<Boolean> mover(UUID table, int version) {
        return () -> store.write(tx -> tx.iceberg().move(table, FIRST, file(version), version));
    }

    private Location pointer(Relation table) {
        return store.<Location>read(tx -> tx.iceberg().metadata(table.id()).orElseThrow());
    }

    private Set<String> among(List<String> names) {
        return store.read(tx -> tx.iceberg().among(database.id(), names));
    }

    private List<Report> reports(Relation table) {
        return store.read(tx -> tx.iceberg().reports(table.id()));
    }

    private boolean delete(Relation table) {
        return store.write(tx -> tx.iceberg().delete(table.id()));
    }

    @Test
    void tablesWithAPointerAndManagedOnesOfPaimonAreAmongThem() {
        Relation table = insertTable("with");
        Relation external = insertTable("external");
        insertTable("paimon");
        store.write(tx -> {
            tx.iceberg().insert(table.id(), FIRST, 1);
            tx.relations().relocate(table.id(), table.location());
            tx.relations().relocate(external.id(), external.location());
            return true;
        });
        List<String> names = List.of("with", "external", "paimon", "none");
        assertThat(among(names)).containsExactlyInAnyOrder("with", "paimon");
        assertThat(among(List.of())).isEmpty();
        assertThat(delete(table)).isTrue();
        assertThat(delete(table)).isFalse();
        assertThat(among(names)).containsExactly("paimon");
    }

    @Test
    void aViewsDocumentIsPutAgainAndAgain() {
        UUID view = Ids.next();
        for (int version = 0; version < 3; version++) {
            ViewRow row = new ViewRow(file(version), "{\"größe\":" + version + "}");
            store.write(tx -> {
                tx.iceberg().putView(view, row);
                return true;
            });
            ViewRow found = store.<ViewRow>read(tx -> tx.iceberg().view(view).orElseThrow());
            assertThat(found).isEqualTo(row);
        }
    }

    @Test
    void reportsOfATableAreAtMostSoMany() {
        Relation table = insertTable("reported");
        store.write(tx -> {
            tx.iceberg().insert(table.id(), FIRST, 1);
            return true;
        });
        for (int i = 0; i < 5; i++) {
            // Ids of one millisecond are in no order.
            Report report = new Report(table.id(), Ids.first(1_000 + i), Integer.toString(i), "user:a");
            store.write(tx -> {
                tx.iceberg().report(report, 3);
                return true;
            });
        }
        assertThat(reports(table)).extracting(Report::body).containsExactly("4", "3", "2");
        delete(table);
        store.write(tx -> {
            tx.iceberg().report(new Report(table.id(), Ids.next(), "late", "user:a"), 3);
            return true;
        });
        assertThat(reports(table)).as("of a table that is gone").isEmpty();
    }
}
