package io.tarn.schema.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real MySQL 8 on a free loopback port, from a distribution that the build unpacked: the system property {@code
 * tarn.mysql.home} names its folder. The binary needs the Debian package {@code libaio1}.
 */
public final class MySqlServer implements DatabaseServer {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final int port;

    private MySqlServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static MySqlServer start() {
        return start(Ports.next());
    }

    /** @param more options of the server beside those that every test wants */
    static MySqlServer start(int port, String... more) {
        try {
            Path home = home();
            Path data = Files.createTempDirectory("tarn-mysql").resolve("data");
            run(command(home, data, "--initialize-insecure"));
            List<String> command = command(
                    home,
                    data,
                    "--port=" + port,
                    "--bind-address=127.0.0.1",
                    "--mysqlx=OFF",
                    "--socket=" + data.resolveSibling("socket"),
                    "--max-connections=500");
            command.addAll(List.of(more));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(data.resolveSibling("log").toFile())
                    .start();
            MySqlServer server = new MySqlServer(process, port);
            server.awaitAnswer();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path home() throws IOException {
        Path unpacked = Path.of(System.getProperty("tarn.mysql.home", "target/mysql"));
        try (var files = Files.walk(unpacked, 3)) {
            return files.filter(file -> file.endsWith(Path.of("bin", "mysqld")))
                    .findFirst()
                    .map(mysqld -> mysqld.toAbsolutePath().getParent().getParent())
                    .orElseThrow(() -> new IllegalStateException("no bin/mysqld below " + unpacked));
        }
    }

    private static List<String> command(Path home, Path data, String... options) {
        Path mysqld = home.resolve("bin/mysqld");
        if (!mysqld.toFile().setExecutable(true)) {
            throw new IllegalStateException(mysqld + " cannot be made executable");
        }
        List<String> command = new ArrayList<>(
                List.of(mysqld.toString(), "--no-defaults", "--user=root", "--basedir=" + home, "--datadir=" + data));
        command.addAll(List.of(options));
        return command;
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + " failed; is libaio1 installed?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitAnswer() {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try (Connection connection = DriverManager.getConnection(url(), user(), password())) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException e) {
                if (!process.isAlive() || Instant.now().isAfter(end)) {
                    throw new IllegalStateException("MySQL did not start", e);
                }
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String user() {
        return "root";
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
