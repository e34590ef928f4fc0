package io.tarn.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.zaxxer.hikari.HikariDataSource;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.tarn.engines.StoreKind.StoreSettings;
import io.tarn.schema.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;

/** The floor under reads: an HTTP server of the same make as Tarn that knows one answer, in a process of its own. */
final class BareServer {
    static final String FROM_MEMORY = "/from-memory";
    static final String AFTER_SELECT = "/after-select";

    private static final int CONNECTIONS = 16;

    private final byte[] answer;
    private final HikariDataSource pool;
    private final byte[] relation = FloorConnection.bytes(UUID.randomUUID());

    private BareServer(byte[] answer, HikariDataSource pool) throws SQLException {
        this.answer = answer;
        this.pool = pool;
        Migrations.apply(pool);
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        insert into branch (relation_id, name, schema_id, schema_published, snapshot_id, snapshot_uuid,
                          snapshot_published, record_count, file_count, file_bytes, last_file_at)
                        values (?, 'main', 0, true, 1, '', true, 0, 0, 0, 0)
                        """)) {
            insert.setBytes(1, relation);
            insert.executeUpdate();
        }
    }

    /** @param answer that it always gives; a character for each byte */
    static Peer start(Bed bed, String answer) throws IOException {
        Path file = Files.writeString(bed.newDirectory("bare").resolve("answer"), answer, ISO_8859_1);
        StoreSettings database = bed.newDatabase("bare");
        return Peer.start(
                "bare", BareServer.class, file.toString(), database.url(), database.user(), database.password());
    }

    /** @param arguments the file of the answer, and the database: its URL, user and password */
    public static void main(String[] arguments) throws Exception {
        BareServer server = new BareServer(
                Files.readAllBytes(Path.of(arguments[0])),
                Databases.open(new StoreSettings(arguments[1], arguments[2], arguments[3]), CONNECTIONS));
        Javalin http = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.jetty.addConnector((jetty, configuration) -> {
                ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(configuration));
                connector.setHost("127.0.0.1");
                connector.setIdleTimeout(Peer.IDLE.toMillis());
                return connector;
            });
            config.routes.get(FROM_MEMORY, server::answer);
            config.routes.get(AFTER_SELECT, server::answerAfterSelect);
        });
        http.start();
        Peer.ready(http.port());
    }

    private void answer(Context context) {
        context.contentType("application/json").result(answer);
    }

    private void answerAfterSelect(Context context) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select snapshot_id from branch where relation_id = ? and name = 'main'")) {
            select.setBytes(1, relation);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("the row is gone");
                }
            }
        }
        answer(context);
    }
}
