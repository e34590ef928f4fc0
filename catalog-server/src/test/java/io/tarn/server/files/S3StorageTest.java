package io.tarn.server.files;

import io.tarn.server.model.Location;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import software.amazon.awssdk.services.s3.S3Client;

/** Against a real S3 gateway, a Ceph node that the test starts; part of {@code -Pfull} only, because Ceph comes by apt. */
@Tag("full")
class S3StorageTest extends StorageContract {
    private static final Location BUCKET = Location.parse("s3://tarn-test-" + UUID.randomUUID());

    private static CephGateway gateway;
    private static Storage storage;

    @BeforeAll
    static void open() {
        gateway = CephGateway.start();
        try (S3Client client = S3Storage.client(gateway.settings())) {
            client.createBucket(request -> request.bucket(BUCKET.bucket()));
        }
        storage = S3Storage.open(BUCKET.child("warehouse"), gateway.settings());
    }

    @AfterAll
    static void close() {
        storage.close();
        gateway.close();
    }

    private final Location directory =
            BUCKET.child("warehouse").child(UUID.randomUUID().toString());

    @Override
    Location directory() {
        return directory;
    }

    @Override
    Storage storage() {
        return storage;
    }
}
