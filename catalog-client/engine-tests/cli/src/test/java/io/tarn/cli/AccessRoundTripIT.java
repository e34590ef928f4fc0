package io.tarn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.cli.AccessChange.PutGrant;
import io.tarn.cli.AccessChange.PutPolicy;
import io.tarn.client.TarnClient;
import io.tarn.client.manage.ManagementClient;
import io.tarn.engines.ServerProcess;
import io.tarn.engines.ServerProcess.CatalogSettings;
import io.tarn.engines.StoreKind.StoreSettings;
import io.tarn.engines.TestSettings;
import io.tarn.proto.v1.AccessServiceGrpc;
import io.tarn.proto.v1.CreatePolicyRequest;
import io.tarn.proto.v1.GrantRequest;
import io.tarn.proto.v1.PolicyServiceGrpc;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one server exports, another one takes and exports again, to the byte. */
class AccessRoundTripIT {
    /** One of so many is changed into from another, and applied twice. */
    private static final int THOROUGH = 5;

    @TempDir
    private static Path directory;

    private static ServerProcess server;
    private static Session tarn;
    private static TarnClient client;
    private static ManagementClient management;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(
                directory,
                new StoreSettings("", "", ""),
                RandomAccess.CATALOGS.stream()
                        .map(name -> new CatalogSettings(name, directory.resolve(name), "unique", List.of()))
                        .toList());
        tarn = Session.of(server, directory);
        client = TarnClient.connect("127.0.0.1", server.grpcPort(), TarnClient.Security.PLAIN, server::token);
        management = ManagementClient.connect(URI.create(server.uri()), server::token);
        for (String catalog : RandomAccess.CATALOGS) {
            Session here = tarn.with("TARN_CATALOG", catalog);
            for (String database : RandomAccess.DATABASES) {
                makeObjects(here, database);
            }
        }
    }

    private static void makeObjects(Session here, String database) {
        String quoted = '"' + database + '"';
        here.run("database", "create", quoted).isOk();
        for (String table : RandomAccess.TABLES) {
            here.run(
                            "table",
                            "create",
                            quoted + ".\"" + table + '"',
                            "--column",
                            "id BIGINT",
                            "--column",
                            "region STRING",
                            "--column",
                            "phone STRING",
                            "--column",
                            "`tel é` STRING")
                    .isOk();
        }
        here.run("view", "create", quoted + ".\"v é\"", "--query", "SELECT 1", "--column", "one INT")
                .isOk();
        here.run("function", "create", quoted + ".f", "--input", "x INT", "--output", "y INT", "--sql", "flink=x")
                .isOk();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void whatIsExportedIsAppliedAndExportedTheSame() throws IOException {
        long seed = TestSettings.seed();
        RandomAccess random = new RandomAccess(seed);
        String empty = export();
        String former = empty;
        for (int i = 0; i < TestSettings.number("tarn.it.configurations"); i++) {
            String which = "configuration " + i + " of seed " + seed;
            AccessState state = random.next();
            make(state);
            String exported = export();
            assertThat(AccessFile.read(which, exported).principals().keySet())
                    .as(which)
                    .isEqualTo(state.principals().keySet());

            if (i % THOROUGH == 0) {
                assertThat(apply(former)).as("the one before " + which).isEqualTo(former);
            }
            assertThat(apply(empty)).as("nothing instead of " + which).isEqualTo(empty);
            assertThat(apply(exported)).as(which).isEqualTo(exported);
            if (i % THOROUGH == 0) {
                Path file = file(exported);
                tarn.run("plan", file.toString(), "--prune").isOk();
                assertThat(tarn.run("apply", file.toString(), "--prune", "--yes")
                                .isOk()
                                .out())
                        .contains("nothing to do");
                System.out.printf("%s came back as it was%n", which);
            }
            assertThat(apply(empty)).isEqualTo(empty);
            former = exported;
        }
    }

    @Test
    void onlyWhatAFileNamesIsChanged() throws IOException {
        Session main = tarn.with("TARN_CATALOG", "main");
        main.run("role", "create", "kept").isOk();
        main.run("role", "create", "named").isOk();
        main.run("grant", "SELECT", "table", "shop.orders", "--to", "role:kept", "--to", "role:named")
                .isOk();
        main.run("policy", "create", "shop.orders", "id > 1", "--for", "role:named")
                .isOk();
        Path file = Files.writeString(directory.resolve("part.yaml"), """
            tarn-access: 1
            principals:
            - principal: role:named
              members: ['user:new']
            - principal: user:new
            catalogs:
            - catalog: main
              grants:
              - {principal: 'role:named', resource: TABLE, database: shop, object: orders, privileges: [UPDATE]}
              policies:
              - {principal: 'role:named', database: shop, table: orders, sql: "id>2"}
            """);
        assertThat(main.run("plan", file.toString()).endsWith(Exit.DIFFERENT).out())
                .isEqualTo("""
                    + principal user:new
                    ~ row filter in main: shop.orders for role:named: id > 2, until now id > 1
                    - grant in main: SELECT on table shop.orders to role:named
                    + member user:new of role:named
                    + grant in main: UPDATE on table shop.orders to role:named
                    """);
        assertThat(main.run("apply", file.toString()).endsWith(Exit.USAGE).err())
                .contains("--yes");
        assertThat(main.typing("no", "apply", file.toString())
                        .endsWith(Exit.DIFFERENT)
                        .err())
                .contains("Nothing was done");
        assertThat(main.typing("apply", "apply", file.toString()).isOk().out()).contains("made 5 changes");
        main.run("plan", file.toString()).isOk();
        assertThat(main.run("grants", "list", "table", "shop.orders").out())
                .contains("role:kept   SELECT", "role:named  UPDATE")
                .doesNotContain("role:named  SELECT");
        main.run("plan", file.toString(), "--prune").endsWith(Exit.DIFFERENT);
        for (String label : List.of("role:kept", "role:named", "user:new")) {
            main.run("principal", "drop", label, "--yes").isOk();
        }
    }

    @Test
    void whatIsNotThereIsSaidAndNothingIsDone() throws IOException {
        Path file = Files.writeString(directory.resolve("missing.yaml"), """
            tarn-access: 1
            principals:
            - principal: role:fresh
              members: ['user:nobody']
            catalogs:
            - catalog: main
              grants:
              - {principal: 'role:fresh', resource: TABLE, database: shop, object: nothing, privileges: [SELECT]}
              policies:
              - {principal: 'role:fresh', database: shop, table: orders, sql: 'nonsense('}
            """);
        assertThat(tarn.run("plan", file.toString()).endsWith(Exit.DIFFERENT).out())
                .contains("! member user:nobody", "! grants on table shop.nothing", "! policy on shop.orders");
        assertThat(tarn.run("apply", file.toString(), "--yes")
                        .endsWith(Exit.DIFFERENT)
                        .err())
                .contains("Nothing was done");
        tarn.run("role", "show", "fresh").endsWith(Exit.NOT_FOUND);
        for (String wrong : List.of(
                "tarn-access: 2",
                "tarn-access: 1\nsecrets: []",
                "tarn-access: 1\nprincipals: [{principal: alice}]",
                "tarn-access: 1\nprincipals: [{principal: 'user:a', members: ['user:b']}]",
                "tarn-access: 1\nprincipals: [{principal: 'user:a'}, {principal: 'user:a'}]",
                "tarn-access: 1\ncatalogs: [{catalog: main, owners: []}]",
                "tarn-access: 1\ncatalogs: [{catalog: none}]",
                "tarn-access: 1\ncatalogs: [{catalog: main, policies: [{principal: 'user:a'}]}]",
                "tarn-access: 1\ntarn-access: 1")) {
            Files.writeString(file, wrong);
            assertThat(tarn.run("plan", file.toString()).endsWith(Exit.USAGE).err())
                    .as(wrong)
                    .hasLineCount(1);
        }
    }

    private static String export() {
        return tarn.run("export").isOk().out();
    }

    /** @return what is exported then */
    private static String apply(String text) throws IOException {
        tarn.run("apply", file(text).toString(), "--prune", "--yes").isOk();
        return export();
    }

    private static Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("applied.yaml"), text);
    }

    /** Not by apply, which is what is tested. */
    private static void make(AccessState state) {
        state.principals().keySet().stream()
                .filter(label -> !AccessState.BUILT_IN.contains(label))
                .forEach(management::create);
        state.catalogs().forEach((catalog, access) -> {
            GrantRequest.Builder grants = GrantRequest.newBuilder().setCatalog(catalog);
            access.grants()
                    .forEach((key, terms) ->
                            grants.addPermissions(new PutGrant(catalog, key, terms, null).permission()));
            assertThat(client.service(AccessServiceGrpc::newBlockingStub)
                            .grant(grants.build())
                            .getResultsList())
                    .allSatisfy(result ->
                            assertThat(result.getCode()).as(result.getMessage()).isZero());
            access.policies().forEach((key, sql) -> make(new PutPolicy(catalog, key, sql, "")));
        });
        state.principals().forEach((label, principal) -> {
            principal.members().forEach(member -> management.addMember(label, member));
            if (principal.enforces()) {
                management.trust(label, true);
            }
            if (!principal.enabled()) {
                management.enable(label, false, false);
            }
        });
    }

    private static void make(PutPolicy policy) {
        assertThat(client.service(PolicyServiceGrpc::newBlockingStub)
                        .createPolicy(CreatePolicyRequest.newBuilder()
                                .setCatalog(policy.catalog())
                                .setTable(new ObjectPath(
                                                policy.key().database(),
                                                policy.key().table())
                                        .table())
                                .setPrincipal(policy.key().principal())
                                .setColumn(policy.key().column())
                                .setSql(policy.sql())
                                .build())
                        .getSql())
                .isNotEmpty();
    }
}
