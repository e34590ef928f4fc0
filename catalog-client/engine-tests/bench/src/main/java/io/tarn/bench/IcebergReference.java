package io.tarn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
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
 * Iceberg's own REST server for tests, in a process of its own: its adapter over its catalog on JDBC, on the same HTTP
 * server as Tarn. Nobody is authenticated, nothing is authorized, and answers are not compressed.
 */
final class IcebergReference {
    private IcebergReference() {}

    /** @param arguments the database: its URL, user and password; and the directory of the warehouse */
    public static void main(String[] arguments) throws Exception {
        JdbcCatalog catalog = new JdbcCatalog();
        catalog.setConf(new Object());
        catalog.initialize(
                "reference",
                Map.of(
                        "uri",
                        ownDatabase(arguments[0]),
                        "jdbc.user",
                        arguments[1],
                        "jdbc.password",
                        arguments[2],
                        "warehouse",
                        "file:" + arguments[3],
                        "jdbc.schema-version",
                        "V1",
                        "clients",
                        "8",
                        "io-impl",
                        LocalFiles.class.getName()));
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(Peer.IDLE.toMillis());
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(catalog))), "/*");
        server.setHandler(context);
        server.start();
        Peer.ready(connector.getLocalPort());
    }

    /** Else it takes tables that it finds in another database of the same server for its own, and makes none. */
    private static String ownDatabase(String url) {
        return url.startsWith("jdbc:mysql:") ? url + "?nullCatalogMeansCurrent=true" : url;
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
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
