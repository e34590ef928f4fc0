package io.tarn.server.store;

import io.tarn.schema.testing.MariaDbServer;

class MariaDbStoreTest extends ServerStoreContract {
    MariaDbStoreTest() {
        super(MariaDbServer.start());
    }
}
