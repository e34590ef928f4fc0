package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Visibility;
import io.tarn.server.TestStores;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.testing.Allowed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The embedded database writes into freed space of its file once it is a while old. A process that dies then leaves a file
 * that no longer grows at its end, and everything acknowledged must still be found in it.
 */
class EmbeddedSpaceReuseTest {
    private static final int WRITES = 120;
    private static final int OPENED = 3;

    @TempDir
    Path directory;

    @Test
    void whatWasCommittedIsInTheFileAtAnyMoment() throws Exception {
        Random random = new Random(1);
        UUID catalog = Ids.next();
        try (var store = TestStores.embedded(directory)) {
            try (var connection = store.dataSource().getConnection();
                    var statement = connection.createStatement()) {
                // Else it takes three quarters of a minute before any space is used again.
                statement.execute("set retention_time 0");
            }
            for (int i = 1; i <= WRITES; i++) {
                Namespace namespace = namespace(catalog, "n" + i, random.nextInt(9_000));
                String former = "n" + (i - 10);
                store.write(tx -> {
                    tx.namespaces()
                            .find(catalog, former)
                            .ifPresent(found -> tx.namespaces().delete(found.id()));
                    tx.namespaces().insert(namespace);
                    return true;
                });
                if (i % OPENED == 0) {
                    assertThat(names(copy(i), catalog)).as("after write %d", i).contains(namespace.name());
                }
            }
        }
    }

    /** Opens the file as it is at this moment, which is what a killed process leaves. */
    private List<String> names(Path file, UUID catalog) {
        try (Store store = TestStores.embedded(file)) {
            return store.<Page<String>>read(
                            tx -> tx.namespaces().list(catalog, PageRequest.first(), Visibility.EVERYTHING))
                    .entries();
        }
    }

    private Path copy(int number) throws IOException {
        Path copy = Files.createDirectory(directory.resolve("copy-" + number));
        Files.copy(directory.resolve("catalog.mv.db"), copy.resolve("catalog.mv.db"));
        return copy;
    }

    private static Namespace namespace(UUID catalog, String name, int size) {
        return new Namespace(
                Ids.next(),
                catalog,
                name,
                Map.of("filler", "x".repeat(size)),
                0,
                Audit.created(Allowed.ME.principal(), 0));
    }
}
