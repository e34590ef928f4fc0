package io.tarn.server.http;

import io.tarn.server.files.CephGateway;
import io.tarn.server.files.S3Storage;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** Requests that the server signed, before a real gateway that checks each; part of {@code -Pfull} only, as Ceph comes by apt. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SigningOnCephTest {
    private static final String BUCKET = "tarn-signing-" + UUID.randomUUID();

    private CephGateway gateway;
    private SignedFiles files;

    @BeforeAll
    void start(@TempDir Path directory) {
        gateway = CephGateway.start();
        try (S3Client admin = S3Storage.client(gateway.settings())) {
            admin.createBucket(request -> request.bucket(BUCKET));
        }
        files = new SignedFiles(directory, gateway.settings(), BUCKET);
    }

    @AfterAll
    void stop() {
        try {
            files.close();
        } finally {
            gateway.close();
        }
    }

    @Test
    void aFileIsReadAndListed() {
        files.aFileIsReadAndListed();
    }

    @Test
    void aPartOfAFileIsReadWithTheSignatureOfAnother() {
        files.aPartOfAFileIsReadWithTheSignatureOfAnother();
    }

    @Test
    void whatIsNotTheTablesIsRefused() {
        files.whatIsNotTheTablesIsRefused();
    }
}
