package io.tarn.server.http;

import io.tarn.server.files.S3Storage;
import io.tarn.server.testing.FakeStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own client has its requests signed; whether the signatures are good, {@link SigningOnCephTest} has a store say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SigningClientTest {
    private final FakeStore store = new FakeStore();
    private SignedFiles files;

    @BeforeAll
    void start(@TempDir Path directory) {
        files = new SignedFiles(
                directory,
                new S3Storage.Settings(store.endpoint(), "eu-west-1", FakeStore.ACCESS_KEY, FakeStore.SECRET_KEY, true),
                "lake-bucket");
    }

    @AfterAll
    void stop() {
        files.close();
        store.close();
    }

    @Test
    void aFileIsReadAndListed() {
        files.aFileIsReadAndListed();
    }

    @Test
    void whatIsNotTheTablesIsRefused() {
        files.whatIsNotTheTablesIsRefused();
    }
}
