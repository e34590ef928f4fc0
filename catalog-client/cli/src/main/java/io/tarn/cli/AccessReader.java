package io.tarn.cli;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tarn.cli.AccessState.CatalogAccess;
import io.tarn.cli.AccessState.GrantKey;
import io.tarn.cli.AccessState.GrantTerms;
import io.tarn.cli.AccessState.PolicyKey;
import io.tarn.cli.AccessState.PrincipalState;
import io.tarn.client.manage.Principal;
import io.tarn.proto.v1.ListAllTablesRequest;
import io.tarn.proto.v1.ListAllTablesResponse;
import io.tarn.proto.v1.ListPermissionsRequest;
import io.tarn.proto.v1.ListPoliciesRequest;
import io.tarn.proto.v1.ObjectName;
import io.tarn.proto.v1.Permission;
import io.tarn.proto.v1.Policy;
import io.tarn.proto.v1.PolicyServiceGrpc;
import io.tarn.proto.v1.TableName;
import io.tarn.proto.v1.TableServiceGrpc;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads {@link AccessState} from a server. Only administrators can. */
final class AccessReader {
    private static final int AT_ONCE = 8;
    private static final int TOLD_EVERY = 1_000;

    private final Cli cli;

    AccessReader(Cli cli) {
        this.cli = cli;
    }

    /** @param catalogs whose grants and policies are read */
    AccessState read(Collection<String> catalogs) {
        SortedMap<String, PrincipalState> principals = new TreeMap<>();
        for (Principal principal : new Principals(cli).all("")) {
            List<String> members =
                    Principals.hasMembers(principal.label()) ? cli.management().members(principal.label()) : List.of();
            principals.put(
                    principal.label(),
                    new PrincipalState(principal.enabled(), principal.enforcesPolicies(), new TreeSet<>(members)));
        }
        SortedMap<String, CatalogAccess> read = new TreeMap<>();
        catalogs.forEach(catalog -> read.put(catalog, read(catalog)));
        return new AccessState(principals, read);
    }

    private CatalogAccess read(String catalog) {
        CatalogAccess access = new CatalogAccess();
        for (Permission permission : GrantsCommands.list(cli, catalog, ListPermissionsRequest.newBuilder())) {
            access.grants()
                    .put(
                            new GrantKey(
                                    permission.getPrincipal(),
                                    permission.getResource().getType(),
                                    permission.getResource().getDatabase(),
                                    permission.getResource().getObject(),
                                    permission.getAccess()),
                            new GrantTerms(
                                    permission.getColumns().getNamesList(),
                                    permission.getColumns().getExcluded(),
                                    permission.getExpiresAtMillis()));
        }
        readPolicies(catalog, access);
        return access;
    }

    /** There is a list for each table only, so several are asked for at once. */
    private void readPolicies(String catalog, CatalogAccess access) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<List<Policy>>> answers = new ArrayList<>();
            List<ObjectName> tables = tables(catalog);
            for (ObjectName table : tables) {
                answers.add(threads.submit(() -> policies(catalog, table)));
            }
            for (int i = 0; i < tables.size(); i++) {
                ObjectName table = tables.get(i);
                for (Policy policy : answers.get(i).get()) {
                    access.policies()
                            .put(
                                    new PolicyKey(
                                            policy.getPrincipal(),
                                            table.getDatabase(),
                                            table.getName(),
                                            policy.getColumn()),
                                    policy.getSql());
                }
                if ((i + 1) % TOLD_EVERY == 0) {
                    cli.output().note("... policies of " + Column.grouped(i + 1) + " tables so far");
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsageException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<ObjectName> tables(String catalog) {
        return Pages.all(cli.output(), token -> {
            ListAllTablesResponse page = cli.service(TableServiceGrpc::newBlockingStub)
                    .listAllTables(ListAllTablesRequest.newBuilder()
                            .setCatalog(catalog)
                            .setPage(Group.page(token, null))
                            .build());
            return new Pages.Page<>(page.getTablesList(), page.getNextPageToken());
        });
    }

    private List<Policy> policies(String catalog, ObjectName table) {
        try {
            return cli.service(PolicyServiceGrpc::newBlockingStub)
                    .listPolicies(ListPoliciesRequest.newBuilder()
                            .setCatalog(catalog)
                            .setTable(TableName.newBuilder()
                                    .setDatabase(table.getDatabase())
                                    .setTable(table.getName()))
                            .build())
                    .getPoliciesList();
        } catch (StatusRuntimeException e) {
            // Dropped since it was listed.
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }
}
