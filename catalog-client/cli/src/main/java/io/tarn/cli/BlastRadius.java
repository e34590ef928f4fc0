package io.tarn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tarn.proto.v1.AccessServiceGrpc;
import io.tarn.proto.v1.BranchServiceGrpc;
import io.tarn.proto.v1.DatabaseServiceGrpc;
import io.tarn.proto.v1.FunctionServiceGrpc;
import io.tarn.proto.v1.GetDatabaseRequest;
import io.tarn.proto.v1.GetLatestSnapshotRequest;
import io.tarn.proto.v1.GetTableRequest;
import io.tarn.proto.v1.LatestSnapshot;
import io.tarn.proto.v1.ListBranchesRequest;
import io.tarn.proto.v1.ListFunctionsRequest;
import io.tarn.proto.v1.ListFunctionsResponse;
import io.tarn.proto.v1.ListPermissionsRequest;
import io.tarn.proto.v1.ListPermissionsResponse;
import io.tarn.proto.v1.ListTablesRequest;
import io.tarn.proto.v1.ListTablesResponse;
import io.tarn.proto.v1.ListTagsRequest;
import io.tarn.proto.v1.ListTagsResponse;
import io.tarn.proto.v1.ListViewsRequest;
import io.tarn.proto.v1.ListViewsResponse;
import io.tarn.proto.v1.Permission;
import io.tarn.proto.v1.Resource;
import io.tarn.proto.v1.SnapshotServiceGrpc;
import io.tarn.proto.v1.Table;
import io.tarn.proto.v1.TableName;
import io.tarn.proto.v1.TableServiceGrpc;
import io.tarn.proto.v1.TagServiceGrpc;
import io.tarn.proto.v1.ViewServiceGrpc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What goes when a database, a table or a part of its history does. What the caller may not see is said to be unknown. */
final class BlastRadius {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 10;

    private final Cli cli;

    BlastRadius(Cli cli) {
        this.cli = cli;
    }

    boolean isEmpty(String database) {
        return tables(database).apply("").entries().isEmpty()
                && views(database).apply("").entries().isEmpty()
                && functions(database).apply("").entries().isEmpty();
    }

    List<String> ofDatabase(String database) {
        List<String> lines = new ArrayList<>();
        lines.add("location   "
                + cli.service(DatabaseServiceGrpc::newBlockingStub)
                        .getDatabase(GetDatabaseRequest.newBuilder()
                                .setCatalog(cli.catalog())
                                .setDatabase(database)
                                .build())
                        .getLocation());
        lines.add("tables     " + count(tables(database)));
        lines.add("views      " + count(views(database)));
        lines.add("functions  " + count(functions(database)));
        lines.add("grants     "
                + holders(
                        Resource.newBuilder()
                                .setType("DATABASE")
                                .setDatabase(database)
                                .build(),
                        Resource.newBuilder()
                                .setType("DATABASE_ALL")
                                .setDatabase(database)
                                .build()));
        return lines;
    }

    List<String> ofTable(ObjectPath path) {
        Table table = cli.service(TableServiceGrpc::newBlockingStub)
                .getTable(GetTableRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setName(path.table())
                        .build());
        List<String> lines = new ArrayList<>();
        lines.add("kind       "
                + (table.getExternal() ? "external (its files stay)" : "managed (its files go)") + ", type "
                + table.getSchema().getOptionsOrDefault("type", "table"));
        lines.add("location   " + table.getLocation());
        lines.addAll(sizes(path.table()));
        lines.add("branches   " + known(() -> names(branches(path.table()))));
        lines.add("tags       " + known(() -> names(Pages.all(cli.output(), tags(path.table())))));
        lines.add("grants     " + ofGrants(path));
        return lines;
    }

    private String ofGrants(ObjectPath path) {
        Resource table = Resource.newBuilder()
                .setType("TABLE")
                .setDatabase(path.database())
                .setObject(path.object())
                .build();
        return holders(table, table.toBuilder().setType("COLUMN").build());
    }

    List<String> sizes(TableName table) {
        try {
            LatestSnapshot latest = cli.service(SnapshotServiceGrpc::newBlockingStub)
                    .getLatestSnapshot(GetLatestSnapshotRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setTable(table)
                            .build());
            JsonNode snapshot = JSON.readTree(latest.getSnapshot().getJson());
            String size = latest.getStatisticsKnown()
                    ? Column.size(latest.getStatistics().getFileSizeInBytes()) + " in "
                            + Column.grouped(latest.getStatistics().getFileCount()) + " files, "
                            + Column.grouped(latest.getStatistics().getRecordCount()) + " rows"
                    : Column.grouped(snapshot.path("totalRecordCount").asLong()) + " rows; its size was not counted";
            return List.of(
                    "size       " + size,
                    "last write " + Column.time(snapshot.path("timeMillis").asLong()) + " by "
                            + snapshot.path("commitUser").asText() + ", snapshot "
                            + snapshot.path("id").asLong());
        } catch (StatusRuntimeException e) {
            return switch (e.getStatus().getCode()) {
                case NOT_FOUND -> List.of("size       no snapshot yet");
                case PERMISSION_DENIED, UNIMPLEMENTED ->
                    List.of("size       unknown: " + Failure.of(e).message());
                default -> throw e;
            };
        } catch (IOException e) {
            throw new IllegalStateException("a snapshot that is no JSON", e);
        }
    }

    /** The principals that hold something on exactly these resources. */
    private String holders(Resource... resources) {
        return known(() -> {
            List<String> labels = new ArrayList<>();
            for (Resource resource : resources) {
                Pages.all(cli.output(), grants(resource)).stream()
                        .map(Permission::getPrincipal)
                        .forEach(labels::add);
            }
            List<String> distinct = labels.stream().distinct().sorted().toList();
            return distinct.isEmpty() ? "none" : labels.size() + ", held by " + names(distinct);
        });
    }

    private Function<String, Pages.Page<Permission>> grants(Resource resource) {
        return token -> {
            ListPermissionsResponse page = cli.service(AccessServiceGrpc::newBlockingStub)
                    .listPermissions(ListPermissionsRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setResource(resource)
                            .setPageSize(Pages.SIZE)
                            .setPageToken(token)
                            .build());
            return new Pages.Page<>(page.getPermissionsList(), page.getNextPageToken());
        };
    }

    List<String> branches(TableName table) {
        return cli.service(BranchServiceGrpc::newBlockingStub)
                .listBranches(ListBranchesRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setTable(table)
                        .build())
                .getBranchesList();
    }

    private Function<String, Pages.Page<String>> tags(TableName table) {
        return token -> {
            ListTagsResponse page = cli.service(TagServiceGrpc::newBlockingStub)
                    .listTags(ListTagsRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setTable(table)
                            .setPage(Group.page(token, null))
                            .build());
            return new Pages.Page<>(page.getTagsList(), page.getNextPageToken());
        };
    }

    private Function<String, Pages.Page<String>> tables(String database) {
        return token -> {
            ListTablesResponse page = cli.service(TableServiceGrpc::newBlockingStub)
                    .listTables(ListTablesRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setDatabase(database)
                            .setPage(Group.page(token, null))
                            .build());
            return new Pages.Page<>(page.getTablesList(), page.getNextPageToken());
        };
    }

    private Function<String, Pages.Page<String>> views(String database) {
        return token -> {
            ListViewsResponse page = cli.service(ViewServiceGrpc::newBlockingStub)
                    .listViews(ListViewsRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setDatabase(database)
                            .setPage(Group.page(token, null))
                            .build());
            return new Pages.Page<>(page.getViewsList(), page.getNextPageToken());
        };
    }

    private Function<String, Pages.Page<String>> functions(String database) {
        return token -> {
            ListFunctionsResponse page = cli.service(FunctionServiceGrpc::newBlockingStub)
                    .listFunctions(ListFunctionsRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setDatabase(database)
                            .setPage(Group.page(token, null))
                            .build());
            return new Pages.Page<>(page.getFunctionsList(), page.getNextPageToken());
        };
    }

    private String count(Function<String, Pages.Page<String>> list) {
        List<String> all = Pages.all(cli.output(), list);
        return all.isEmpty() ? "none" : Column.grouped(all.size()) + ": " + names(all);
    }

    static String names(List<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() > SHOWN ? first + " and " + Column.grouped(names.size() - SHOWN) + " more" : first;
    }

    private static String known(Supplier<String> text) {
        try {
            return text.get();
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            if (code == Status.Code.PERMISSION_DENIED || code == Status.Code.UNIMPLEMENTED) {
                return "unknown: " + Failure.of(e).message();
            }
            throw e;
        }
    }
}
