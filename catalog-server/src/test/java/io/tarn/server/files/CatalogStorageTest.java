package io.tarn.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.Location;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogStorageTest {
    private Location root;
    private Storage storage;

    @BeforeEach
    void open(@TempDir Path directory) {
        root = Location.parse(directory.toString());
        Location warehouse = root.child("warehouse");
        Location one = root.child("one");
        Location two = root.child("two").child("deeper");
        storage = new CatalogStorage(
                warehouse,
                new LocalStorage(warehouse, false),
                Map.of(one, new LocalStorage(one, false), two, new LocalStorage(two, false)));
    }

    @Test
    void theWarehouseAndEveryAllowedLocationAreOpen() {
        for (Location place : new Location[] {
            root.child("warehouse"), root.child("one"), root.child("two").child("deeper")
        }) {
            Location file = place.child("file");
            assertThat(storage.writeIfAbsent(file, "text")).isTrue();
            assertThat(storage.read(file)).contains("text");
            assertThat(storage.list(place, "f")).containsExactly("file");
        }
    }

    @Test
    void nothingElseIsOpened() {
        for (Location place : new Location[] {root, root.child("two"), root.child("one-more"), root.child("three")}) {
            Location file = place.child("file");
            assertThatThrownBy(() -> storage.read(file)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> storage.writeIfAbsent(file, "")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> storage.overwrite(file, "")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> storage.delete(file)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> storage.list(place, "")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> storage.createDirectory(file)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void directoriesAreDeletedInTheWarehouseAlone() {
        Location kept = root.child("one").child("table");
        storage.overwrite(kept.child("file"), "text");
        assertThatThrownBy(() -> storage.deleteSome(kept, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThat(storage.read(kept.child("file"))).contains("text");
        Location gone = root.child("warehouse").child("table");
        storage.overwrite(gone.child("file"), "text");
        assertThat(storage.deleteSome(gone, 10)).isEqualTo(1);
    }
}
