package io.tarn.server.store;

import io.tarn.schema.testing.MySqlServer;
import org.junit.jupiter.api.Tag;

/** Part of {@code -Pfull} only: the build unpacks more than a gigabyte for it. */
@Tag("full")
class MySqlStoreTest extends ServerStoreContract {
    MySqlStoreTest() {
        super(MySqlServer.start());
    }
}
