package io.tarn.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest extends StorageContract {
    @TempDir
    private Path root;

    private Location directory;
    private Storage storage;

    @BeforeEach
    void open() {
        directory = Location.parse("file:" + root);
        storage = new LocalStorage(directory, false);
    }

    @Override
    Location directory() {
        return directory;
    }

    @Override
    Storage storage() {
        return storage;
    }

    @Test
    void writingLeavesNothingElseBehind() throws IOException {
        Location file = directory.child("snapshot-1");
        storage.writeIfAbsent(file, "one");
        storage.writeIfAbsent(file, "two");
        storage.overwrite(file, "three");

        try (Stream<Path> files = Files.list(root)) {
            assertThat(files.map(Path::getFileName).map(Path::toString).toList())
                    .isEqualTo(List.of("snapshot-1"));
        }
    }

    @Test
    void deletingATreeTakesLinksAndLeavesWhatTheyPointTo() throws IOException {
        Path kept = Files.writeString(
                Files.createDirectory(root.resolve("elsewhere")).resolve("kept"), "x");
        Path table = Files.createDirectory(root.resolve("table"));
        Files.createSymbolicLink(table.resolve("link"), kept.getParent());

        while (storage.deleteSome(directory.child("table"), 10) > 0) {
            assertThat(kept).exists();
        }

        assertThat(table).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void aTreeThatCannotBeLookedAtDoesNotCountAsDeleted() throws IOException {
        Files.writeString(root.resolve("file"), "where a directory should be");

        assertThatThrownBy(() -> storage.deleteSome(directory.child("file").child("table"), 10))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void nothingOutsideTheRootIsOpened() {
        Location outside = Location.parse("file:/etc/passwd");

        assertThatThrownBy(() -> storage.read(outside)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.overwrite(Location.parse("file:" + root + "-other/x"), "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
