package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Operation;
import io.tarn.auth.OperationTable;
import io.tarn.server.grpc.AccessRpcs;
import io.tarn.server.grpc.AuditRpcs;
import io.tarn.server.grpc.BranchRpcs;
import io.tarn.server.grpc.CatalogRpcs;
import io.tarn.server.grpc.DatabaseRpcs;
import io.tarn.server.grpc.FeedRpcs;
import io.tarn.server.grpc.FunctionRpcs;
import io.tarn.server.grpc.PartitionRpcs;
import io.tarn.server.grpc.PolicyRpcs;
import io.tarn.server.grpc.Rpc;
import io.tarn.server.grpc.RpcGroup;
import io.tarn.server.grpc.SchemaRpcs;
import io.tarn.server.grpc.SnapshotRpcs;
import io.tarn.server.grpc.TableHealthRpcs;
import io.tarn.server.grpc.TableRpcs;
import io.tarn.server.grpc.TagRpcs;
import io.tarn.server.grpc.ViewRpcs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be asked over HTTP can be asked over gRPC, except what is named here with a reason. */
class ParityTest {
    private static final Path TABLE = Path.of("../proto/PARITY.md");

    /** Methods are only listed here, never run, so nothing stands behind them. */
    static final List<RpcGroup> GROUPS = List.of(
            new CatalogRpcs(null, null, null),
            new DatabaseRpcs(null, null),
            new TableRpcs(null, null, new SchemaRpcs(null, null)),
            new SnapshotRpcs(null, null, null),
            new BranchRpcs(null, null),
            new TagRpcs(null, null),
            new TableHealthRpcs(null, null),
            new PartitionRpcs(null, null),
            new ViewRpcs(null, null),
            new FunctionRpcs(null, null),
            new AccessRpcs(null, null),
            new PolicyRpcs(null, null),
            new AuditRpcs(null, null),
            new FeedRpcs(null, null));

    private static final String LOGINS =
            "Principals and what they log in with are administrated over HTTP alone, so that"
                    + " secrets are made in one place.";

    private static final Map<Operation, String> NO_RPC = noRpc();

    private static Map<Operation, String> noRpc() {
        Map<Operation, String> reasons = new EnumMap<>(Operation.class);
        reasons.put(
                Operation.WATCH_CHANGES,
                "A long poll for clients of the Paimon protocol that remember tables; over gRPC there is FeedService/Watch.");
        reasons.put(
                Operation.DESCRIBE_AUTHORIZATION,
                "How Ranger is, for who runs the server; tools that watch it ask for its metrics.");
        reasons.put(
                Operation.BACK_UP_STORE, "Who runs the server makes backups, and its file stays on the server's disk.");
        for (Operation projection : List.of(Operation.GET_TABLE_PROJECTION, Operation.LIST_TABLE_PROJECTIONS)) {
            reasons.put(
                    projection, "Iceberg's protocol is HTTP, and so is what is told of tables that it does not show.");
        }
        reasons.put(
                Operation.SIGN_STORAGE_REQUEST,
                "Iceberg's protocol is HTTP, and its clients alone have requests signed.");
        reasons.put(
                Operation.GIVE_OUT_TOKEN, "OAuth is a protocol over HTTP; the token that it gives is good here, too.");
        for (Operation login : EnumSet.of(
                Operation.LIST_PRINCIPALS,
                Operation.CREATE_PRINCIPAL,
                Operation.DROP_PRINCIPAL,
                Operation.ENABLE_PRINCIPAL,
                Operation.TRUST_PRINCIPAL,
                Operation.LIST_MEMBERS,
                Operation.ADD_MEMBER,
                Operation.REMOVE_MEMBER,
                Operation.LIST_TOKENS,
                Operation.ISSUE_TOKEN,
                Operation.REVOKE_TOKEN,
                Operation.LIST_KEYS,
                Operation.ISSUE_KEY,
                Operation.REVOKE_KEY)) {
            reasons.put(login, LOGINS);
        }
        return reasons;
    }

    private static Stream<Rpc<?, ?>> rpcs() {
        return GROUPS.stream().flatMap(group -> group.rpcs().stream());
    }

    private static Stream<Route> routes() {
        return RoutesTest.SURFACES.stream().flatMap(surface -> surface.routes().stream());
    }

    @Test
    void everyMethodOfTheInterfaceIsAnsweredOnce() {
        assertThat(GROUPS)
                .allSatisfy(
                        group -> assertThat(group.rpcs().stream().map(Rpc::name).toList())
                                .containsExactlyInAnyOrderElementsOf(group.service().getMethods().stream()
                                        .map(method -> method.getFullMethodName())
                                        .toList()));
    }

    @Test
    void everyServiceOfTheInterfaceIsServed() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../proto/src/main/proto/tarn/v1"))) {
            List<String> services = files.flatMap(ParityTest::lines)
                    .filter(line -> line.startsWith("service "))
                    .map(line -> "tarn.v1." + line.split(" ", -1)[1])
                    .toList();
            assertThat(GROUPS)
                    .extracting(group -> group.service().getName())
                    .containsExactlyInAnyOrderElementsOf(services);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyMethodAsksForAnOperationThatTheTableKnows() {
        assertThat(rpcs())
                .isNotEmpty()
                .allSatisfy(rpc -> assertThat(OperationTable.requirements(rpc.operation()))
                        .as(rpc.name())
                        .isPresent());
    }

    @Test
    void everyOperationThatHasARouteHasAMethodOrAReason() {
        Set<Operation> answered = rpcs().map(Rpc::operation).collect(Collectors.toSet());
        assertThat(answered).doesNotContainAnyElementsOf(NO_RPC.keySet());
        assertThat(routes().map(Route::operation).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(answered.stream(), NO_RPC.keySet().stream())
                        .collect(Collectors.toSet()));
    }

    /** {@code -Dtarn.parity.update=true} writes it anew. */
    @Test
    void theTableThatPeopleReadIsTheOneOfThisServer() throws IOException {
        String table = table();
        if (Boolean.getBoolean("tarn.parity.update")) {
            Files.writeString(TABLE, table);
        }
        assertThat(TABLE).as("run this test with -Dtarn.parity.update=true").hasContent(table);
    }

    private static String table() {
        StringBuilder text = new StringBuilder("""
                # Over HTTP and over gRPC

                Each operation, the requests that ask for it, and the methods. Written by `ParityTest`.

                | operation | HTTP | gRPC |
                |---|---|---|
                """);
        for (Operation operation : Operation.values()) {
            String routes = routes().filter(route -> route.operation() == operation)
                    .map(route -> "`" + route.method() + " " + route.template() + "`")
                    .collect(Collectors.joining("<br>"));
            String methods = rpcs().filter(rpc -> rpc.operation() == operation)
                    .map(rpc -> "`" + rpc.name().substring("tarn.v1.".length()) + "`")
                    .collect(Collectors.joining("<br>"));
            if (!routes.isEmpty()) {
                text.append("| ")
                        .append(operation)
                        .append(" | ")
                        .append(routes)
                        .append(" | ")
                        .append(methods.isEmpty() ? "none: " + NO_RPC.get(operation) : methods)
                        .append(" |\n");
            }
        }
        return text.toString();
    }
}
