package io.tarn.cli;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tarn.cli.AccessState.CatalogAccess;
import io.tarn.cli.AccessState.GrantKey;
import io.tarn.cli.AccessState.PolicyKey;
import io.tarn.proto.v1.CreatePolicyRequest;
import io.tarn.proto.v1.DatabaseServiceGrpc;
import io.tarn.proto.v1.FunctionServiceGrpc;
import io.tarn.proto.v1.GetDatabaseRequest;
import io.tarn.proto.v1.GetFunctionRequest;
import io.tarn.proto.v1.GetTableRequest;
import io.tarn.proto.v1.GetViewRequest;
import io.tarn.proto.v1.PolicyServiceGrpc;
import io.tarn.proto.v1.TableServiceGrpc;
import io.tarn.proto.v1.ViewServiceGrpc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a file names must be there before anything is changed. Only what is not so already is looked at. */
final class AccessFileCheck {
    private final Cli cli;
    private final AccessState server;
    private final List<String> problems = new ArrayList<>();

    AccessFileCheck(Cli cli, AccessState server) {
        this.cli = cli;
        this.server = server;
    }

    /** One sentence each; empty when the file can be applied. */
    List<String> problems() {
        return problems;
    }

    /** The same file, with filters and masks as the server would keep them. */
    AccessState check(AccessState file) {
        file.principals()
                .forEach((group, state) -> state.members().stream()
                        .filter(member -> !file.principals().containsKey(member)
                                && !server.principals().containsKey(member))
                        .forEach(member -> problems.add("member " + member + " of " + group
                                + ": there is no such principal, here or in the file")));
        SortedMap<String, CatalogAccess> catalogs = new TreeMap<>();
        file.catalogs().forEach((name, access) -> {
            Set<GrantKey> looked = new HashSet<>();
            access.grants().keySet().stream()
                    .filter(key -> !server.catalog(name).grants().containsKey(key))
                    .filter(key -> looked.add(new GrantKey("", key.type(), key.database(), key.object(), "")))
                    .forEach(key -> checkThere(name, key));
            CatalogAccess kept = new CatalogAccess(access.grants(), new TreeMap<>());
            access.policies().forEach((key, sql) -> kept.policies().put(key, kept(name, key, sql)));
            catalogs.put(name, kept);
        });
        return new AccessState(file.principals(), catalogs);
    }

    private void checkThere(String catalog, GrantKey key) {
        ObjectPath path = new ObjectPath(key.database(), key.object());
        checkIsThere(
                "grants on " + ResourceText.kind(AccessChange.resource(key)) + " "
                        + ResourceText.name(AccessChange.resource(key)) + " in " + catalog,
                () -> {
                    switch (key.type()) {
                        case "DATABASE", "DATABASE_ALL" ->
                            cli.service(DatabaseServiceGrpc::newBlockingStub)
                                    .getDatabase(GetDatabaseRequest.newBuilder()
                                            .setCatalog(catalog)
                                            .setDatabase(key.database())
                                            .build());
                        case "TABLE", "COLUMN" ->
                            cli.service(TableServiceGrpc::newBlockingStub)
                                    .getTable(GetTableRequest.newBuilder()
                                            .setCatalog(catalog)
                                            .setName(path.table())
                                            .build());
                        case "VIEW" ->
                            cli.service(ViewServiceGrpc::newBlockingStub)
                                    .getView(GetViewRequest.newBuilder()
                                            .setCatalog(catalog)
                                            .setView(path.name())
                                            .build());
                        case "FUNCTION" ->
                            cli.service(FunctionServiceGrpc::newBlockingStub)
                                    .getFunction(GetFunctionRequest.newBuilder()
                                            .setCatalog(catalog)
                                            .setFunction(path.name())
                                            .build());
                        default -> {
                            // Catalogs are there, and places are no objects.
                        }
                    }
                });
    }

    /** @return as it stands in the file when the server has it so, or does not take it */
    private String kept(String catalog, PolicyKey key, String sql) {
        if (sql.equals(server.catalog(catalog).policies().get(key))) {
            return sql;
        }
        String[] kept = {sql};
        ObjectPath path = new ObjectPath(key.database(), key.table());
        found(
                "policy on " + path + " in " + catalog + " for " + key.principal(),
                () -> kept[0] = cli.service(PolicyServiceGrpc::newBlockingStub)
                        .createPolicy(CreatePolicyRequest.newBuilder()
                                .setCatalog(catalog)
                                .setTable(path.table())
                                .setPrincipal(key.principal())
                                .setColumn(key.column())
                                .setSql(sql)
                                .setValidateOnly(true)
                                .build())
                        .getSql());
        return kept[0];
    }

    /** A refusal says that it is there: what one may not know of is not found. */
    private void checkIsThere(String what, Runnable look) {
        found(what, () -> {
            try {
                look.run();
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.PERMISSION_DENIED) {
                    throw e;
                }
            }
        });
    }

    private void found(String what, Runnable look) {
        try {
            look.run();
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            if (code != Status.Code.NOT_FOUND && code != Status.Code.INVALID_ARGUMENT && code != Status.Code.ABORTED) {
                throw e;
            }
            problems.add(what + ": " + Failure.of(e).message());
        }
    }
}
