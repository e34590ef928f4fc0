package io.tarn.server.grpc;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.AuthorizeQueryRequest;
import io.tarn.proto.v1.GetSchemaRequest;
import io.tarn.proto.v1.GetTableTokenRequest;
import io.tarn.proto.v1.ListSchemasRequest;
import io.tarn.proto.v1.ListSchemasResponse;
import io.tarn.proto.v1.QueryPolicy;
import io.tarn.proto.v1.ReplaceTableRequest;
import io.tarn.proto.v1.ReplaceTableResponse;
import io.tarn.proto.v1.RollbackSchemaRequest;
import io.tarn.proto.v1.RollbackSchemaResponse;
import io.tarn.proto.v1.SchemaVersion;
import io.tarn.proto.v1.TableServiceGrpc;
import io.tarn.proto.v1.TableToken;
import io.tarn.server.http.Json;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.branches.ReplaceTable;
import io.tarn.server.ops.branches.RollbackSchema;
import io.tarn.server.ops.policies.AuthorizeQuery;
import io.tarn.server.ops.tables.ListSchemas;
import io.tarn.server.ops.tables.VendCredentials;
import io.tarn.server.vending.Vended;
import java.util.List;

/** The versions of a table's schema, and what its readers are told: a part of the service of tables. */
public final class SchemaRpcs {
    /** The operations behind these methods. */
    public record Operations(
            ReplaceTable replace,
            ListSchemas schemas,
            RollbackSchema rollback,
            VendCredentials vend,
            AuthorizeQuery authorize) {}

    private final Catalogs catalogs;
    private final Operations ops;

    public SchemaRpcs(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.of(TableServiceGrpc.getReplaceTableMethod(), Operation.REPLACE_TABLE, this::replace),
                Rpc.of(TableServiceGrpc.getListSchemasMethod(), Operation.LIST_SCHEMAS, this::list),
                Rpc.of(TableServiceGrpc.getGetSchemaMethod(), Operation.GET_SCHEMA, this::get),
                Rpc.of(TableServiceGrpc.getRollbackSchemaMethod(), Operation.ROLLBACK_SCHEMA, this::rollback),
                Rpc.of(TableServiceGrpc.getGetTableTokenMethod(), Operation.GET_TABLE_TOKEN, this::token),
                Rpc.of(TableServiceGrpc.getAuthorizeQueryMethod(), Operation.AUTHORIZE_QUERY, this::authorize));
    }

    private ReplaceTableResponse replace(Caller caller, ReplaceTableRequest request) {
        ops.replace()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        SchemaText.json(request.getSchema()));
        return ReplaceTableResponse.getDefaultInstance();
    }

    private ListSchemasResponse list(Caller caller, ListSchemasRequest request) {
        Page<TableSchema> page = ops.schemas()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        Paging.size(request.getPage()),
                        Paging.before(request.getPage()));
        return ListSchemasResponse.newBuilder()
                .addAllSchemas(page.map(TableMessages::of).entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private SchemaVersion get(Caller caller, GetSchemaRequest request) {
        return TableMessages.of(ops.schemas()
                .one(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        request.getVersion()));
    }

    private RollbackSchemaResponse rollback(Caller caller, RollbackSchemaRequest request) {
        ops.rollback()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        request.getSchemaId());
        return RollbackSchemaResponse.getDefaultInstance();
    }

    private TableToken token(Caller caller, GetTableTokenRequest request) {
        Vended vended =
                ops.vend().run(caller, catalog(request.getCatalog()), NamesInMessages.table(request.getTable()));
        return TableToken.newBuilder()
                .putAllOptions(vended.options())
                .setExpiresAtMillis(vended.expiresAt())
                .build();
    }

    private QueryPolicy authorize(Caller caller, AuthorizeQueryRequest request) {
        AuthorizeQuery.Result result = ops.authorize()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        request.hasSelect() ? request.getSelect().getNamesList() : null);
        QueryPolicy.Builder answer = QueryPolicy.newBuilder();
        result.wire().filters().forEach(predicate -> answer.addFilters(Json.textOf(predicate)));
        result.wire().masks().forEach((column, transform) -> answer.putColumnMasks(column, Json.textOf(transform)));
        return answer.build();
    }

    private Catalogs.Entry catalog(String name) {
        return catalogs.byPrefix(name);
    }
}
