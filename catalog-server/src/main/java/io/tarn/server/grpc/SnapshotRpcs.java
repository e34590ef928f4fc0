package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.CommitRequest;
import io.tarn.proto.v1.CommitResponse;
import io.tarn.proto.v1.GetLatestSnapshotRequest;
import io.tarn.proto.v1.GetSnapshotRequest;
import io.tarn.proto.v1.LatestSnapshot;
import io.tarn.proto.v1.ListSnapshotsRequest;
import io.tarn.proto.v1.ListSnapshotsResponse;
import io.tarn.proto.v1.RollbackRequest;
import io.tarn.proto.v1.RollbackResponse;
import io.tarn.proto.v1.Snapshot;
import io.tarn.proto.v1.SnapshotServiceGrpc;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.branches.RollbackTable;
import io.tarn.server.ops.snapshots.CommitSnapshot;
import io.tarn.server.ops.snapshots.GetSnapshot;
import io.tarn.server.ops.snapshots.ListSnapshots;
import java.util.List;
import java.util.function.Function;

/** Snapshots and commits. */
public final class SnapshotRpcs implements RpcGroup {
    /** The operations behind these methods. */
    public record Operations(
            GetSnapshot latest, ListSnapshots snapshots, CommitSnapshot commit, RollbackTable rollback) {}

    private final Catalogs catalogs;
    private final Operations ops;
    private final Function<String, io.tarn.server.model.Snapshot> reader;

    /** @param reader reads the JSON of a snapshot that a client commits; it throws INVALID_REQUEST */
    public SnapshotRpcs(Catalogs catalogs, Operations ops, Function<String, io.tarn.server.model.Snapshot> reader) {
        this.catalogs = catalogs;
        this.ops = ops;
        this.reader = reader;
    }

    @Override
    public ServiceDescriptor service() {
        return SnapshotServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.of(SnapshotServiceGrpc.getGetLatestSnapshotMethod(), Operation.GET_SNAPSHOT, this::latest),
                Rpc.of(SnapshotServiceGrpc.getGetSnapshotMethod(), Operation.GET_SNAPSHOT, this::get),
                Rpc.of(SnapshotServiceGrpc.getListSnapshotsMethod(), Operation.LIST_SNAPSHOTS, this::list),
                Rpc.of(SnapshotServiceGrpc.getCommitMethod(), Operation.COMMIT_SNAPSHOT, this::commit),
                Rpc.of(SnapshotServiceGrpc.getRollbackMethod(), Operation.ROLLBACK_TABLE, this::rollback));
    }

    private LatestSnapshot latest(Caller caller, GetLatestSnapshotRequest request) {
        GetSnapshot.Result found =
                ops.latest().run(caller, catalog(request.getCatalog()), NamesInMessages.table(request.getTable()));
        return LatestSnapshot.newBuilder()
                .setSnapshot(snapshot(found.json()))
                .setStatistics(PartitionMessages.of(found.statistics()))
                .setStatisticsKnown(found.statistics().known())
                .build();
    }

    private Snapshot get(Caller caller, GetSnapshotRequest request) {
        return snapshot(ops.snapshots()
                .one(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        request.getVersion()));
    }

    private ListSnapshotsResponse list(Caller caller, ListSnapshotsRequest request) {
        Page<String> page = ops.snapshots()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        Paging.size(request.getPage()),
                        Paging.before(request.getPage()));
        return ListSnapshotsResponse.newBuilder()
                .addAllSnapshots(page.map(SnapshotRpcs::snapshot).entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private CommitResponse commit(Caller caller, CommitRequest request) {
        Catalogs.Entry catalog = catalog(request.getCatalog());
        TableName table = NamesInMessages.table(request.getTable());
        boolean success = ops.commit().run(caller, catalog, toCommit(caller, catalog, table, request));
        return CommitResponse.newBuilder().setSuccess(success).build();
    }

    /** Whoever may not commit is told that, and not what its snapshot lacks. */
    private CommitSnapshot.Request toCommit(
            Caller caller, Catalogs.Entry catalog, TableName table, CommitRequest request) {
        try {
            List<PartitionChange> partitions = request.getPartitionsList().stream()
                    .map(PartitionMessages::change)
                    .toList();
            return new CommitSnapshot.Request(
                    table,
                    request.hasTableId() ? request.getTableId() : null,
                    request.hasBaseSnapshotUuid() ? request.getBaseSnapshotUuid() : null,
                    reader.apply(request.getSnapshotJson()),
                    partitions.stream().map(PartitionChange::sizes).reduce(Statistics.NONE, Statistics::plus),
                    partitions);
        } catch (TarnException e) {
            ops.commit().check(caller, catalog, table);
            throw e;
        }
    }

    private RollbackResponse rollback(Caller caller, RollbackRequest request) {
        RollbackTable.Target target = switch (request.getToCase()) {
            case SNAPSHOT_ID -> new RollbackTable.ToSnapshot(request.getSnapshotId());
            case TAG -> new RollbackTable.ToTag(Names.check("tag", request.getTag()));
            case TO_NOT_SET -> throw NamesInMessages.missing("snapshot_id");
        };
        ops.rollback()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        target,
                        request.hasFromSnapshotId() ? request.getFromSnapshotId() : null);
        return RollbackResponse.getDefaultInstance();
    }

    private static Snapshot snapshot(String json) {
        return Snapshot.newBuilder().setJson(json).build();
    }

    private Catalogs.Entry catalog(String name) {
        return catalogs.byPrefix(name);
    }
}
