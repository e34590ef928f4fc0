package io.tarn.conformance.iceberg;

import io.tarn.engines.ManagementApi;
import io.tarn.engines.ManagementApi.Resource;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One server process for this JVM, and in it an empty catalog for each class of the kit, which wants to begin with none of
 * its namespaces. The kit learns of both by system properties. It comes as a service that may do everything in the catalog,
 * by grants and not as an admin.
 */
public final class KitServer implements BeforeAllCallback {
    private static final String PRINCIPAL = "service:kit";

    /** Where the kit puts the tables that it names a location for: the namespaces' names below this. */
    private static final Path KIT = Path.of("/tmp");

    private static final List<String> NAMESPACES = List.of("ns", "newdb", "ns1", "ns2", "other_ns");

    @Override
    public void beforeAll(ExtensionContext context) {
        String catalog = context.getRequiredTestClass().getSimpleName();
        Shared.SERVER.openCatalog(catalog);
        System.setProperty("uri", Shared.SERVER.process.uri() + "/iceberg");
        System.setProperty("token", Shared.SERVER.token);
        System.setProperty("warehouse", catalog);
    }

    private record Running(ServerProcess process, ManagementApi root, String token) {
        void openCatalog(String catalog) {
            root.grant(catalog, Resource.of("CATALOG"), "ALL", PRINCIPAL);
            root.grant(catalog, Resource.of("CATALOG_ALL"), "ALL", PRINCIPAL);
        }
    }

    private static Running start() {
        try {
            Path directory = Files.createDirectories(TestSettings.path("tarn.conformance.directory")
                    .resolve(UUID.randomUUID().toString()));
            List<Path> allowed = new ArrayList<>();
            NAMESPACES.forEach(namespace -> allowed.add(KIT.resolve(namespace)));
            // And where it puts views.
            allowed.add(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
            List<CatalogSettings> catalogs = Stream.of(TablesIT.class, ViewsIT.class)
                    .map(kit -> new CatalogSettings(
                            kit.getSimpleName(), directory.resolve(kit.getSimpleName()), "unique", allowed))
                    .toList();
            StoreKind store = StoreKind.valueOf(TestSettings.text("tarn.conformance.store"));
            ServerProcess process = ServerProcess.start(directory, store.create(), catalogs);
            ManagementApi root = new ManagementApi(process.uri(), process.token());
            root.createPrincipal(PRINCIPAL);
            return new Running(process, root, root.issueToken(PRINCIPAL));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        static final Running SERVER = start();
    }
}
