package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.AlterTableRequest;
import io.tarn.proto.v1.AlterTableResponse;
import io.tarn.proto.v1.BatchGetTablesRequest;
import io.tarn.proto.v1.BatchGetTablesResponse;
import io.tarn.proto.v1.CreateTableRequest;
import io.tarn.proto.v1.CreateTableResponse;
import io.tarn.proto.v1.DropTableRequest;
import io.tarn.proto.v1.DropTableResponse;
import io.tarn.proto.v1.GetTableRequest;
import io.tarn.proto.v1.ListAllTablesRequest;
import io.tarn.proto.v1.ListAllTablesResponse;
import io.tarn.proto.v1.ListTableDetailsRequest;
import io.tarn.proto.v1.ListTableDetailsResponse;
import io.tarn.proto.v1.ListTablesRequest;
import io.tarn.proto.v1.ListTablesResponse;
import io.tarn.proto.v1.RegisterTableRequest;
import io.tarn.proto.v1.RegisterTableResponse;
import io.tarn.proto.v1.RenameTableRequest;
import io.tarn.proto.v1.RenameTableResponse;
import io.tarn.proto.v1.Table;
import io.tarn.proto.v1.TableResult;
import io.tarn.proto.v1.TableServiceGrpc;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Page;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.snapshots.GetSnapshot;
import io.tarn.server.ops.tables.AlterTable;
import io.tarn.server.ops.tables.CreateTable;
import io.tarn.server.ops.tables.DropTable;
import io.tarn.server.ops.tables.GetTable;
import io.tarn.server.ops.tables.ListAllTables;
import io.tarn.server.ops.tables.ListTableDetails;
import io.tarn.server.ops.tables.ListTables;
import io.tarn.server.ops.tables.RegisterTable;
import io.tarn.server.ops.tables.RenameTable;
import java.util.ArrayList;
import java.util.List;

/** Tables. */
public final class TableRpcs implements RpcGroup {
    /** The operations behind these methods. */
    public record Operations(
            ListTables list,
            ListTableDetails details,
            ListAllTables all,
            CreateTable create,
            RegisterTable register,
            GetTable get,
            GetSnapshot snapshot,
            AlterTable alter,
            DropTable drop,
            RenameTable rename) {}

    private final Catalogs catalogs;
    private final Operations ops;
    private final SchemaRpcs schemas;

    /** @param schemas the methods of this service that are about what a table was, or what a reader must know of it */
    public TableRpcs(Catalogs catalogs, Operations ops, SchemaRpcs schemas) {
        this.catalogs = catalogs;
        this.ops = ops;
        this.schemas = schemas;
    }

    @Override
    public ServiceDescriptor service() {
        return TableServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        List<Rpc<?, ?>> rpcs = new ArrayList<>(List.of(
                Rpc.of(TableServiceGrpc.getListTablesMethod(), Operation.LIST_TABLES, this::list),
                Rpc.of(TableServiceGrpc.getListTableDetailsMethod(), Operation.LIST_TABLE_DETAILS, this::details),
                Rpc.of(TableServiceGrpc.getListAllTablesMethod(), Operation.LIST_ALL_TABLES, this::all),
                Rpc.of(TableServiceGrpc.getCreateTableMethod(), Operation.CREATE_TABLE, this::create),
                Rpc.of(TableServiceGrpc.getRegisterTableMethod(), Operation.REGISTER_TABLE, this::register),
                Rpc.of(TableServiceGrpc.getGetTableMethod(), Operation.GET_TABLE, this::get),
                Rpc.of(TableServiceGrpc.getBatchGetTablesMethod(), Operation.GET_TABLE, this::getMany),
                Rpc.of(TableServiceGrpc.getAlterTableMethod(), Operation.ALTER_TABLE, this::alter),
                Rpc.of(TableServiceGrpc.getDropTableMethod(), Operation.DROP_TABLE, this::drop),
                Rpc.of(TableServiceGrpc.getRenameTableMethod(), Operation.RENAME_TABLE, this::rename)));
        rpcs.addAll(schemas.rpcs());
        return rpcs;
    }

    private ListTablesResponse list(Caller caller, ListTablesRequest request) {
        Page<String> page = ops.list()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        request.getDatabase(),
                        Paging.page(request.getPage()),
                        NamesInMessages.orNull(request.getTableType()));
        return ListTablesResponse.newBuilder()
                .addAllTables(page.entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private ListTableDetailsResponse details(Caller caller, ListTableDetailsRequest request) {
        Page<GetTable.Result> page = ops.details()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        request.getDatabase(),
                        Paging.page(request.getPage()),
                        NamesInMessages.orNull(request.getTableType()));
        return ListTableDetailsResponse.newBuilder()
                .addAllTables(page.map(TableMessages::of).entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private ListAllTablesResponse all(Caller caller, ListAllTablesRequest request) {
        Page<QualifiedName> page = ops.all()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        Paging.catalogPage(request.getPage(), request.getDatabasePattern()));
        return ListAllTablesResponse.newBuilder()
                .addAllTables(page.map(NamesInMessages::of).entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private CreateTableResponse create(Caller caller, CreateTableRequest request) {
        ops.create()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        SchemaText.json(request.getSchema()));
        return CreateTableResponse.getDefaultInstance();
    }

    private RegisterTableResponse register(Caller caller, RegisterTableRequest request) {
        ops.register()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        request.getLocation());
        return RegisterTableResponse.getDefaultInstance();
    }

    private Table get(Caller caller, GetTableRequest request) {
        Catalogs.Entry catalog = catalog(request.getCatalog());
        return TableMessages.of(
                switch (request.getByCase()) {
                    case NAME -> ops.get().run(caller, catalog, NamesInMessages.table(request.getName()));
                    case ID -> ops.get().byId(caller, catalog, request.getId());
                    case BY_NOT_SET -> throw NamesInMessages.missing("name");
                });
    }

    private BatchGetTablesResponse getMany(Caller caller, BatchGetTablesRequest request) {
        Catalogs.Entry catalog = catalog(request.getCatalog());
        if (request.getTablesCount() > Limits.PAGE_SIZE) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "At most " + Limits.PAGE_SIZE + " tables can be read at once; these are "
                            + request.getTablesCount());
        }
        BatchGetTablesResponse.Builder answer = BatchGetTablesResponse.newBuilder();
        request.getTablesList()
                .forEach(name -> answer.addResults(one(caller, catalog, name, request.getWithSnapshot())));
        return answer.build();
    }

    private TableResult one(
            Caller caller, Catalogs.Entry catalog, io.tarn.proto.v1.TableName wanted, boolean withSnapshot) {
        TableResult.Builder result = TableResult.newBuilder();
        try {
            TableName name = NamesInMessages.table(wanted);
            result.setTable(TableMessages.of(ops.get().run(caller, catalog, name)));
            if (withSnapshot) {
                addSnapshot(caller, catalog, name, result);
            }
        } catch (TarnException e) {
            if (e.code().isServersFault()) {
                // The rest would fare no better.
                throw e;
            }
            result.setError(RichStatus.of(e, caller.request()));
        }
        return result.build();
    }

    /** Who may not read the rows may still know what the table looks like. */
    private void addSnapshot(Caller caller, Catalogs.Entry catalog, TableName name, TableResult.Builder result) {
        try {
            result.setSnapshotJson(ops.snapshot().run(caller, catalog, name).json());
        } catch (TarnException e) {
            if (e.code() != ErrorCode.SNAPSHOT_NOT_FOUND && e.code() != ErrorCode.FORBIDDEN) {
                throw e;
            }
        }
    }

    private AlterTableResponse alter(Caller caller, AlterTableRequest request) {
        ops.alter()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        SchemaChangeText.json(request.getChangesList()));
        return AlterTableResponse.getDefaultInstance();
    }

    private DropTableResponse drop(Caller caller, DropTableRequest request) {
        ops.drop().run(caller, catalog(request.getCatalog()), NamesInMessages.table(request.getTable()));
        return DropTableResponse.getDefaultInstance();
    }

    private RenameTableResponse rename(Caller caller, RenameTableRequest request) {
        ops.rename()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getFrom()),
                        NamesInMessages.table(request.getTo()));
        return RenameTableResponse.getDefaultInstance();
    }

    private Catalogs.Entry catalog(String name) {
        return catalogs.byPrefix(name);
    }
}
