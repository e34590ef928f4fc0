package io.tarn.server.bench;

import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Files;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Iceberg's own REST server for tests: its adapter over its catalog on JDBC, on the same HTTP server and the same database
 * as Tarn. Nobody is authenticated, nothing is authorized, and answers are not compressed.
 */
final class IcebergReference implements AutoCloseable {
    private final JdbcCatalog catalog = new JdbcCatalog();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    IcebergReference(Path directory) throws Exception {
        catalog.setConf(new Object());
        catalog.initialize(
                "reference",
                Map.of(
                        "uri",
                        "jdbc:h2:" + directory.resolve("reference"),
                        "warehouse",
                        "file:" + directory.resolve("reference-warehouse"),
                        "jdbc.schema-version",
                        "V1",
                        "clients",
                        "8",
                        "io-impl",
                        LocalFiles.class.getName()));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(catalog))), "/*");
        server.setHandler(context);
        server.start();
    }

    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        catalog.close();
    }

    /** The local file system, without Hadoop. */
    public static final class LocalFiles implements FileIO {
        private static Path path(String location) {
            return Path.of(location.replaceFirst("^file:/*", "/"));
        }

        @Override
        public InputFile newInputFile(String location) {
            return Files.localInput(path(location).toFile());
        }

        @Override
        public OutputFile newOutputFile(String location) {
            return Files.localOutput(path(location).toFile());
        }

        @Override
        public void deleteFile(String location) {
            try {
                java.nio.file.Files.deleteIfExists(path(location));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
