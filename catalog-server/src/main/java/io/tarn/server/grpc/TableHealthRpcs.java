package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.GetTableHealthRequest;
import io.tarn.proto.v1.TableHealth.LastCommit;
import io.tarn.proto.v1.TableHealth.LastDay;
import io.tarn.proto.v1.TableHealth.RecentCommits;
import io.tarn.proto.v1.TableHealth.TableSizes;
import io.tarn.proto.v1.TableHealth.Writer;
import io.tarn.proto.v1.TableHealthServiceGrpc;
import io.tarn.server.model.Statistics;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.health.GetTableHealth;
import io.tarn.server.ops.health.TableHealth;
import java.util.List;

/** How tables are. */
public final class TableHealthRpcs implements RpcGroup {
    private final Catalogs catalogs;
    private final GetTableHealth health;

    public TableHealthRpcs(Catalogs catalogs, GetTableHealth health) {
        this.catalogs = catalogs;
        this.health = health;
    }

    @Override
    public ServiceDescriptor service() {
        return TableHealthServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(Rpc.of(TableHealthServiceGrpc.getGetTableHealthMethod(), Operation.GET_TABLE_HEALTH, this::get));
    }

    private io.tarn.proto.v1.TableHealth get(Caller caller, GetTableHealthRequest request) {
        TableHealth found =
                health.run(caller, catalogs.byPrefix(request.getCatalog()), NamesInMessages.table(request.getTable()));
        io.tarn.proto.v1.TableHealth.Builder message = io.tarn.proto.v1.TableHealth.newBuilder()
                .setId(found.id().toString())
                .setAtMillis(found.at())
                .setRecent(recent(found.recent()))
                .setLastDay(LastDay.newBuilder()
                        .setCommits(found.day().won())
                        .setConflicts(found.day().lost())
                        .setPartitionsTouched(found.day().partitions()));
        if (found.sizes().known()) {
            message.setSizes(sizes(found.sizes()));
        }
        found.last().ifPresent(last -> message.setLastCommit(last(last)));
        return message.build();
    }

    private static TableSizes sizes(Statistics sizes) {
        TableSizes.Builder message = TableSizes.newBuilder()
                .setRecords(sizes.recordCount())
                .setFiles(sizes.fileCount())
                .setBytes(sizes.fileSizeInBytes());
        sizes.averageFileSizeInBytes().ifPresent(message::setAverageFileBytes);
        return message.build();
    }

    private static LastCommit last(TableHealth.Last last) {
        LastCommit.Builder message = LastCommit.newBuilder()
                .setSnapshot(last.snapshot())
                .setAtMillis(last.at())
                .setAgeMillis(last.age())
                .setBy(last.by())
                .setWriter(last.writer())
                .setKind(last.kind());
        last.watermark()
                .ifPresent(
                        watermark -> message.setWatermarkMillis(watermark.at()).setWatermarkLagMillis(watermark.lag()));
        return message.build();
    }

    private static RecentCommits recent(TableHealth.Recent recent) {
        RecentCommits.Builder message = RecentCommits.newBuilder()
                .setCommits(recent.commits())
                .setFromMillis(recent.from())
                .setRecords(recent.records())
                .setFiles(recent.files())
                .setBytes(recent.bytes())
                .setFilesAdded(recent.filesAdded())
                .setSmallFilesAdded(recent.smallFilesAdded());
        recent.interval().ifPresent(message::setMedianIntervalMillis);
        recent.writers()
                .forEach(writer -> message.addWriters(Writer.newBuilder()
                        .setWriter(writer.writer())
                        .setBy(writer.by())
                        .setCommits(writer.commits())));
        return message.build();
    }
}
