package io.tarn.conformance;

import io.tarn.engines.ManagementApi;
import io.tarn.engines.ServerProcess;
import io.tarn.engines.ServerProcess.CatalogSettings;
import io.tarn.engines.StoreKind;
import io.tarn.engines.TestSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One server process for all tests of this JVM. A start takes seconds, so the server holds a catalog with an empty
 * warehouse for each test instead of being started for each.
 */
public final class ConformanceServer {
    /** More than any suite has tests; each costs the server a few rows. */
    private static final int CATALOGS = 200;

    private final ServerProcess process;
    private final List<CatalogSettings> catalogs;
    private final ManagementApi root;
    private final String token;
    private final AtomicInteger used = new AtomicInteger();

    private ConformanceServer(ServerProcess process, List<CatalogSettings> catalogs) {
        this.process = process;
        this.catalogs = catalogs;
        this.root = new ManagementApi(process.uri(), process.token());
        root.createPrincipal(Tester.PRINCIPAL);
        this.token = root.issueToken(Tester.PRINCIPAL);
    }

    /** The server of this JVM; it ends with it. */
    public static ConformanceServer shared() {
        return Shared.SERVER;
    }

    /** The store that the server keeps its metadata in. */
    static StoreKind store() {
        return StoreKind.valueOf(System.getProperty("tarn.conformance.store", StoreKind.H2.name()));
    }

    public String uri() {
        return process.uri();
    }

    /** The token of the principal that the tests come as: it may what it is granted, catalog by catalog. */
    public String token() {
        return token;
    }

    /** The tests' principal, with everything granted to it in a catalog. */
    public Tester tester(CatalogSettings catalog) {
        return Tester.withEverything(root, catalog.name());
    }

    /** A catalog that no test has used. Its layout is the plain one: the tests look for tables where the mock puts them. */
    public CatalogSettings unusedCatalog() {
        int index = used.getAndIncrement();
        if (index >= catalogs.size()) {
            throw new IllegalStateException("more tests than catalogs: CATALOGS is too small");
        }
        return catalogs.get(index);
    }

    private static ConformanceServer start() {
        try {
            Path directory = TestSettings.path("tarn.conformance.directory")
                    .resolve(UUID.randomUUID().toString());
            Path outside = Files.createDirectories(OutsideDirectories.root());
            List<CatalogSettings> catalogs = new ArrayList<>();
            for (int i = 1; i <= CATALOGS; i++) {
                Path warehouse = Files.createDirectories(directory.resolve("warehouse-" + i));
                catalogs.add(new CatalogSettings("catalog-" + i, warehouse, "plain", List.of(outside)));
            }
            return new ConformanceServer(
                    ServerProcess.start(directory, store().create(), catalogs), List.copyOf(catalogs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        static final ConformanceServer SERVER = start();
    }
}
