package io.tarn.bench;

import java.net.URI;
import java.util.Map;
import org.apache.paimon.rest.RESTCatalogServer;
import org.apache.paimon.rest.auth.BearTokenAuthProvider;
import org.apache.paimon.rest.responses.ConfigResponse;

/** Paimon's own REST server for tests, in a process of its own; it keeps what it knows in memory. */
final class PaimonReference {
    static final String TOKEN = "of-the-bench";
    static final String WAREHOUSE = "bench";

    private PaimonReference() {}

    /** @param arguments where its tables lie */
    public static void main(String[] arguments) throws Exception {
        String path = arguments[0].substring("file:".length());
        ConfigResponse config = new ConfigResponse(Map.of("prefix", "paimon", "warehouse", WAREHOUSE), Map.of());
        RESTCatalogServer server = new RESTCatalogServer(path, new BearTokenAuthProvider(TOKEN), config, WAREHOUSE);
        server.start();
        Peer.ready(URI.create(server.getUrl()).getPort());
    }
}
