package io.tarn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.cli.Session.Ran;
import io.tarn.client.TarnClient;
import io.tarn.engines.ServerProcess;
import io.tarn.engines.StoreKind.StoreSettings;
import io.tarn.proto.v1.CommitRequest;
import io.tarn.proto.v1.PartitionChange;
import io.tarn.proto.v1.SnapshotServiceGrpc;
import io.tarn.proto.v1.Statistics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and scripts see of the command, on one server; each test has a database of its own. */
class CommandsOfTarnIT {
    private static final String SNAPSHOT = "{\"version\":3,\"id\":%1$d,\"schemaId\":0,\"baseManifestList\":\"b-%1$d\","
            + "\"deltaManifestList\":\"d-%1$d\",\"commitUser\":\"tester\",\"commitIdentifier\":%1$d,"
            + "\"commitKind\":\"APPEND\",\"timeMillis\":1767225600000,\"totalRecordCount\":%2$d,"
            + "\"deltaRecordCount\":1000}";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static ServerProcess server;
    private static Session tarn;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(directory, new StoreSettings("", "", ""));
        tarn = Session.of(server, directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String database() {
        String name = "db" + DATABASES.incrementAndGet();
        tarn.run("database", "create", name).isOk();
        return name;
    }

    /** In a database of its own. */
    private static String table() {
        String table = database() + ".t";
        tarn.run(
                        "table",
                        "create",
                        table,
                        "--column",
                        "id BIGINT NOT NULL",
                        "--column",
                        "region STRING",
                        "--column",
                        "dt STRING NOT NULL",
                        "--partition-by",
                        "dt",
                        "--comment",
                        "first")
                .isOk();
        return table;
    }

    @Test
    void databases() {
        String name = database();
        tarn.run("database", "alter", name, "--set", "a=b=c", "--set", "d=e").isOk();
        tarn.run("database", "alter", name, "--unset", "d").isOk();
        assertThat(tarn.run("database", "show", name, "--json")
                        .json()
                        .path("options")
                        .toString())
                .isEqualTo("{\"a\":\"b=c\"}");
        assertThat(tarn.run("database", "list", "--like", name).out()).isEqualTo("NAME\n" + name + "\n");
        assertThat(tarn.run("database", "create", name).endsWith(Exit.CONFLICT).err())
                .contains("exists already", "(request ");
        tarn.run("database", "drop", name, "--yes").isOk();
        tarn.run("database", "show", name).endsWith(Exit.NOT_FOUND);
    }

    @Test
    void tables() {
        String table = table();
        tarn.run(
                        "table",
                        "alter",
                        table,
                        "--rename-column",
                        "region=area",
                        "--add-column",
                        "phone STRING",
                        "--first",
                        "--set",
                        "snapshot.num-retained.max=20",
                        "--comment",
                        "second")
                .isOk();
        var shown = tarn.run("table", "show", table, "--json").json();
        assertThat(shown.path("columns").findValuesAsText("name")).containsExactly("phone", "id", "area", "dt");
        assertThat(shown.path("comment").asText()).isEqualTo("second");
        assertThat(tarn.run("table", "show", table).isOk().out())
                .contains("Partitioned by  dt", "Comment         second", "area   STRING");
        assertThat(tarn.run("schema", "list", table).isOk().out()).contains("VERSION", "phone, id, area, dt");
        assertThat(tarn.run("table", "health", table).isOk().out()).contains("Recent commits       0");
        tarn.run("table", "rename", table, table + "2").isOk();
        tarn.run("table", "show", table).endsWith(Exit.NOT_FOUND);
        assertThat(tarn.run("table", "list", table.substring(0, table.indexOf('.')))
                        .out())
                .contains(table + "2");
        assertThat(tarn.run("table", "list").out()).contains(table + "2");
    }

    @Test
    void changesAreTold() {
        String table = table();
        String database = table.substring(0, table.indexOf('.'));
        tarn.run("table", "rename", table, table + "2").isOk();
        String told = tarn.run("watch", "--from-beginning", "--database", database, "--limit", "3")
                .isOk()
                .out();
        assertThat(told.lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("CREATE_DATABASE  main." + database, "user:root"),
                        line -> assertThat(line).contains("CREATE_TABLE  main." + table, "schema 0"),
                        line -> assertThat(line).contains("RENAME_TABLE  main." + table + " to " + table + "2"));
        String first = tarn.run(
                        "watch", "--from-beginning", "--until-now", "--database", database, "--limit", "1", "--json")
                .json()
                .path("cursor")
                .asText();
        assertThat(tarn.run("watch", "--after", first, "--until-now", "--database", database, "--kind", "table")
                        .isOk()
                        .out()
                        .lines())
                .hasSize(2);
        tarn.run("watch", "--after", first, "--from-beginning").endsWith(Exit.USAGE);
        tarn.run("watch", "--after", "x", "--until-now").endsWith(Exit.USAGE);
    }

    @Test
    void oddNamesAreQuoted() {
        String database = database() + ".x y";
        tarn.run("database", "create", "\"" + database + "\"").isOk();
        String table = "\"" + database + "\".`größe.数据`";
        tarn.run("table", "create", table, "--column", "`a b` INT").isOk();
        assertThat(tarn.run("table", "show", table, "--json")
                        .json()
                        .path("name")
                        .asText())
                .isEqualTo("\"" + database + "\".\"größe.数据\"");
        tarn.run("table", "show", database + ".t.u").endsWith(Exit.USAGE);
        tarn.run("database", "drop", "\"" + database + "\"", "--cascade", "--yes")
                .isOk();
    }

    @Test
    void viewsAndFunctions() {
        String database = database();
        tarn.run("view", "create", database + ".v", "--query", "SELECT 1", "--column", "one INT")
                .isOk();
        tarn.run("view", "alter", database + ".v", "--add-dialect", "flink=SELECT 1 AS one")
                .isOk();
        assertThat(tarn.run("view", "show", database + ".v").out()).contains("flink=SELECT 1 AS one");
        tarn.run("view", "rename", database + ".v", database + ".w").isOk();
        assertThat(tarn.run("view", "drop", database + ".w", "--dry-run").out()).contains("SELECT 1");
        tarn.run("view", "drop", database + ".w", "--yes").isOk();
        tarn.run("function", "create", database + ".f", "--input", "x INT", "--output", "y INT", "--sql", "flink=x + 1")
                .isOk();
        assertThat(tarn.run("function", "show", database + ".f").out()).contains("flink=sql=x + 1");
        tarn.run("function", "drop", database + ".f", "--yes").isOk();
        assertThat(tarn.run("function", "list", database).endsWith(Exit.OK).err())
                .contains("There are none");
    }

    @Test
    void branchesTagsAndPartitions() {
        String table = table();
        tarn.run("branch", "create", table, "b").isOk();
        tarn.run("branch", "rename", table, "b", "c").isOk();
        assertThat(tarn.run("branch", "list", table).out()).isEqualTo("BRANCH\nc\n");
        tarn.run("branch", "drop", table, "c", "--yes").isOk();
        tarn.run("tag", "create", table, "t").endsWith(Exit.NOT_FOUND);
        tarn.run("tag", "list", table).isOk();
        tarn.run("consumer", "list", table).isOk();
        tarn.run("snapshot", "list", table).isOk();
        tarn.run("snapshot", "show", table, "LATEST").endsWith(Exit.NOT_FOUND);
        tarn.run("partition", "create", table, "dt=2026-01-01", "dt=2026-01-02").isOk();
        tarn.run("partition", "mark", table, "dt=2026-01-01").isOk();
        assertThat(tarn.run("partition", "list", table).out())
                .containsSubsequence("dt=2026-01-02", "dt=2026-01-01", "yes");
        assertThat(tarn.run("partition", "drop", table, "dt=2026-01-01", "--dry-run")
                        .out())
                .contains("0 rows");
        tarn.run("partition", "drop", table, "dt=2026-01-01", "--yes").isOk();
        assertThat(tarn.run("partition", "list", table).out()).doesNotContain("dt=2026-01-01");
    }

    @Test
    void whatIsTakenAwayIsConfirmed() {
        String table = table();
        String database = table.substring(0, table.indexOf('.'));
        tarn.run("branch", "create", table, "b1").isOk();
        tarn.run("grant", "SELECT", "table", table, "--to", "role:admin").isOk();

        assertThat(tarn.run("table", "drop", table).endsWith(Exit.USAGE).err()).contains("--yes", "--dry-run");
        Ran typed = tarn.typing("t", "table", "drop", table).endsWith(Exit.DIFFERENT);
        assertThat(typed.err())
                .contains(
                        "managed (its files go)",
                        "branches   b1",
                        "grants     1, held by role:admin",
                        "Nothing was done");
        assertThat(tarn.run("table", "drop", table, "--dry-run").isOk().out()).contains("no snapshot yet");
        assertThat(tarn.run("database", "drop", database).endsWith(Exit.USAGE).err())
                .contains("--cascade");
        assertThat(tarn.run("database", "drop", database, "--cascade", "--dry-run")
                        .isOk()
                        .out())
                .contains("tables     1: t", "views      none", "functions  none");
        tarn.run("table", "show", table).isOk();
        tarn.typing(table, "table", "drop", table).isOk();
        tarn.run("table", "show", table).endsWith(Exit.NOT_FOUND);
        tarn.typing(database, "database", "drop", database).isOk();
    }

    @Test
    void historyIsShownAndRolledBack() {
        String table = table();
        ObjectPath path = ObjectPath.parse(table);
        try (TarnClient client =
                TarnClient.connect("127.0.0.1", server.grpcPort(), TarnClient.Security.PLAIN, server::token)) {
            for (int id = 1; id <= 3; id++) {
                assertThat(client.service(SnapshotServiceGrpc::newBlockingStub)
                                .commit(CommitRequest.newBuilder()
                                        .setCatalog("main")
                                        .setTable(path.table())
                                        .setSnapshotJson(SNAPSHOT.formatted(id, id * 1000))
                                        .addPartitions(PartitionChange.newBuilder()
                                                .putSpec("dt", "2026-01-0" + id)
                                                .setStatistics(Statistics.newBuilder()
                                                        .setRecordCount(1000)
                                                        .setFileCount(1)
                                                        .setFileSizeInBytes(1536)))
                                        .build())
                                .getSuccess())
                        .isTrue();
            }
        }
        assertThat(tarn.run("table", "show", table).isOk().out())
                .contains("Size            4.5 KiB", "Rows            3,000", "Snapshot        3");
        assertThat(tarn.run("snapshot", "list", table, "--limit", "2").isOk().out())
                .contains("2026-01-01 00:00:00 UTC", "APPEND", "3,000")
                .hasLineCount(3);
        tarn.run("tag", "create", table, "kept", "--snapshot", "1", "--keep", "P30D")
                .isOk();
        assertThat(tarn.run("tag", "show", table, "kept").isOk().out())
                .contains("Kept for  PT720H", "totalRecordCount   1000");
        assertThat(tarn.run("table", "drop", table, "--dry-run").isOk().out())
                .contains("size       4.5 KiB in 3 files, 3,000 rows", "by tester, snapshot 3", "tags       kept");
        assertThat(tarn.run("snapshot", "rollback", table, "kept", "--dry-run")
                        .isOk()
                        .out())
                .contains("snapshots that go  2, the newest 3", "rows now           3,000");
        tarn.run("snapshot", "rollback", table, "1", "--from", "2", "--yes").endsWith(Exit.CONFLICT);
        tarn.run("snapshot", "rollback", table, "kept", "--yes").isOk();
        assertThat(tarn.run("snapshot", "show", table, "LATEST", "--json")
                        .json()
                        .path("id")
                        .asInt())
                .isEqualTo(1);
        assertThat(tarn.run("tag", "drop", table, "kept", "--dry-run").isOk().out())
                .contains("snapshot  1 of");
        tarn.run("tag", "drop", table, "kept", "--yes").isOk();
    }

    @Test
    void grantsAndWhatComesOfThem() throws IOException {
        String table = table();
        tarn.run("principal", "create", "user:ann").isOk();
        tarn.run("role", "create", "reader").isOk();
        tarn.run("role", "add", "reader", "user:ann").isOk();
        tarn.run("grant", "select,update", "table", table, "--to", "role:reader", "--until", "2099-01-01")
                .isOk();
        assertThat(tarn.run("grants", "list", "table", table).out())
                .contains("role:reader  SELECT", "role:reader  UPDATE", "2099-01-01 00:00:00 UTC");
        assertThat(tarn.run("grants", "held", "user:ann").out()).contains("role:reader, user:ann");
        assertThat(tarn.run("who-can", "SELECT", "table", table).out()).contains("user:ann");
        assertThat(tarn.run("explain", "user:ann", "get-table", "table", table)
                        .isOk()
                        .out())
                .contains("ALLOWED");
        tarn.run("explain", "user:ann", "drop-table", "table", table).endsWith(Exit.DIFFERENT);

        assertThat(tarn.run("grant", "NONSENSE", "table", table, "--to", "user:ann")
                        .endsWith(Exit.USAGE)
                        .err())
                .contains("NONSENSE");
        Ran partly = tarn.run("grant", "SELECT", "table", table, "--to", "user:ann", "--to", "user:nobody");
        assertThat(partly.endsWith(Exit.DIFFERENT).err()).contains("granted SELECT", "user:nobody");

        Session ann = as("user:ann");
        ann.run("table", "show", table).isOk();
        assertThat(ann.run("table", "drop", table, "--yes")
                        .endsWith(Exit.DENIED)
                        .err())
                .contains("user:ann", "may not", "(request ");
        ann.run("database", "show", "default").endsWith(Exit.NOT_FOUND);
        ann.run("principal", "list").endsWith(Exit.DENIED);
        assertThat(ann.run("check", "server").isOk().out()).contains("no administrator's", "user:ann");

        tarn.run("revoke", "UPDATE", "table", table, "--from", "role:reader").isOk();
        assertThat(tarn.run("grants", "history", "table", table).out()).contains("UPDATE");
        assertThat(tarn.run("role", "drop", "reader", "--dry-run").out())
                .contains("members    1: user:ann", "grants     1 in catalog main: SELECT on table " + table);
    }

    @Test
    void policies() {
        String table = table();
        tarn.run("role", "create", "europe").isOk();
        tarn.run("policy", "create", table, "region='EU'", "--for", "role:europe")
                .isOk();
        tarn.run("policy", "create", table, "mask_hash(region)", "--for", "role:europe", "--column", "region")
                .isOk();
        tarn.run("policy", "create", table, "region='US'", "--for", "role:europe")
                .endsWith(Exit.CONFLICT);
        tarn.run("policy", "create", table, "nonsense(", "--for", "role:europe").endsWith(Exit.USAGE);
        assertThat(tarn.run("policy", "list", table).out()).contains("region = 'EU'", "mask_hash(region)");
        assertThat(tarn.run("policy", "drop", table, "--for", "role:europe", "--dry-run")
                        .out())
                .contains("region = 'EU'", "role:europe with 0 direct members");
        tarn.run("policy", "drop", table, "--for", "role:europe").endsWith(Exit.USAGE);
        tarn.run("policy", "drop", table, "--for", "role:europe", "--yes").isOk();
        assertThat(tarn.run("policy", "list", table, "--json").json().path("policies"))
                .hasSize(1);
    }

    @Test
    void tokensKeysAndTheAudit() throws IOException {
        tarn.run("principal", "create", "service:etl").isOk();
        Path file = directory.resolve("etl.token");
        Ran issued = tarn.run("token", "issue", "service:etl", "--name", "n", "--to", file.toString());
        String secret = Files.readString(file).strip();
        assertThat(issued.isOk().out()).doesNotContain(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        tarn.run("token", "issue", "service:etl", "--to", file.toString()).endsWith(Exit.USAGE);
        var tokens = tarn.run("token", "list", "service:etl", "--json").json().path("tokens");
        assertThat(tokens).hasSize(1);
        Session etl = tarn.with("TARN_TOKEN_FILE", file.toString());
        etl.run("token", "list", "service:etl").isOk();
        tarn.run("token", "revoke", "service:etl", tokens.get(0).path("id").asText())
                .isOk();
        assertThat(etl.run("database", "list").endsWith(Exit.DENIED).err())
                .contains("Check the token")
                .doesNotContain(secret);

        String soon = Instant.now().plusSeconds(2).toString();
        Session shortly = tarn.with(
                "TARN_TOKEN",
                tarn.run("token", "issue", "service:etl", "--expires", soon, "--json")
                        .json()
                        .path("secret")
                        .asText());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> shortly.run("database", "list").code() == Exit.DENIED);

        var key = tarn.run("key", "issue", "service:etl", "--json").json();
        assertThat(key.path("accessKeySecret").asText()).isNotEmpty();
        tarn.run("key", "revoke", "service:etl", key.path("id").asText()).isOk();
        tarn.run("principal", "trust", "service:etl").isOk();
        assertThat(tarn.run("principal", "show", "service:etl").out()).contains("Trusted to enforce policies  yes");
        tarn.run("principal", "disable", "service:etl").isOk();
        tarn.run("principal", "drop", "service:etl", "--yes").isOk();

        var entries = tarn.run("audit", "query", "--operation", "drop-principal", "--limit", "1", "--json")
                .json();
        String id = entries.path("entries").get(0).path("id").asText();
        assertThat(tarn.run("audit", "show", id).out()).contains("DROP_PRINCIPAL", "user:root");
        assertThat(tarn.run("audit", "verify").isOk().out()).contains("Intact   yes");
    }

    @Test
    void profilesAndTheirOrder() throws IOException {
        Path config = directory.resolve("conf/config.yaml");
        Session bare = tarn.with("TARN_CONFIG", config.toString())
                .with("TARN_HTTP_URL", "")
                .with("TARN_GRPC_URL", "")
                .with("TARN_TOKEN_FILE", "");
        bare.run(
                        "profile",
                        "set",
                        "here",
                        "--http",
                        server.uri(),
                        "--token-file",
                        server.tokenFile().toString())
                .isOk();
        bare.run("profile", "set", "here", "--grpc", "grpc://127.0.0.1:" + server.grpcPort())
                .isOk();
        bare.run("profile", "set", "away", "--http", "https://away:1", "--catalog", "lake")
                .isOk();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-------");
        assertThat(bare.run("profile", "list").out()).contains("here  yes", "away  no", "lake");
        bare.run("database", "list").isOk();
        bare.run("profile", "use", "away").isOk();
        assertThat(bare.run("profile", "show").out()).contains("https://away:1");
        assertThat(bare.with("TARN_HTTP_URL", "https://variable:2")
                        .run("profile", "show")
                        .out())
                .contains("https://variable:2", "lake");
        assertThat(bare.with("TARN_HTTP_URL", "https://variable:2")
                        .run("profile", "show", "--http", "https://option:3", "--profile", "here")
                        .out())
                .contains("https://option:3")
                .doesNotContain("lake");
        bare.run("profile", "use", "nowhere").endsWith(Exit.USAGE);
        bare.run("database", "list", "--profile", "nowhere").endsWith(Exit.USAGE);
        assertThat(bare.run("profile", "show", "--token-file", "/secret").out()).contains("/secret");

        Files.writeString(config, "current: here\nprofiles: {here: {htpp: x}}\n");
        assertThat(bare.run("database", "list").endsWith(Exit.USAGE).err())
                .contains("profiles.here.htpp", "token-file");
    }

    @Test
    void whatIsWrongIsSaidInOneLine() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Ran down = tarn.run("database", "list", "--grpc", "grpc://127.0.0.1:" + free);
        assertThat(down.endsWith(Exit.UNAVAILABLE).err())
                .contains("No answer", "tarn check server")
                .hasLineCount(1);
        assertThat(tarn.run("principal", "list", "--http", "http://127.0.0.1:" + free)
                        .endsWith(Exit.UNAVAILABLE)
                        .err())
                .contains("no answer")
                .hasLineCount(1);
        tarn.run("check", "server", "--http", "http://127.0.0.1:" + free).endsWith(Exit.DIFFERENT);

        Session wrong = tarn.with("TARN_TOKEN", "tarn_nonsense");
        assertThat(wrong.run("database", "list").endsWith(Exit.DENIED).err())
                .contains("token")
                .doesNotContain("nonsense");
        assertThat(wrong.run("role", "list").endsWith(Exit.DENIED).err()).doesNotContain("nonsense");
        assertThat(wrong.run("check", "server").endsWith(Exit.DIFFERENT).out()).contains("FAILED");
        assertThat(tarn.with("TARN_TOKEN_FILE", "")
                        .run("database", "list")
                        .endsWith(Exit.USAGE)
                        .err())
                .contains("There is no token");
        assertThat(tarn.run("database", "lst").endsWith(Exit.USAGE).err())
                .contains("Did you mean", "tarn help database");
        assertThat(tarn.run("database", "show", "nothing", "--json")
                        .endsWith(Exit.NOT_FOUND)
                        .err())
                .contains("\"error\":\"DATABASE_NOT_FOUND\"", "\"exitCode\":3");
        assertThat(tarn.run("database", "list", "--catalog", "none")
                        .endsWith(Exit.NOT_FOUND)
                        .err())
                .contains("none");
    }

    @Test
    void helpAndCompletion() {
        assertThat(tarn.run("help").isOk().out()).contains("database", "apply", "exit-codes");
        assertThat(tarn.run("help", "exit-codes").isOk().out()).contains("70  a fault of tarn itself");
        assertThat(tarn.run("help", "table", "alter").isOk().out()).contains("--add-column");
        for (String shell : List.of("bash", "zsh")) {
            assertThat(tarn.run("completion", shell).isOk().out()).contains("complete -F _complete_tarn");
        }
        tarn.run("help", "nonsense").endsWith(Exit.USAGE);
    }

    private static Session as(String principal) throws IOException {
        Path file = Files.createTempFile(directory, "token", "");
        Files.writeString(
                file,
                tarn.run("token", "issue", principal, "--json")
                        .json()
                        .path("secret")
                        .asText());
        return tarn.with("TARN_TOKEN_FILE", file.toString());
    }
}
