package io.tarn.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.proto.v1.BatchGetPartitionsRequest;
import io.tarn.proto.v1.BranchServiceGrpc;
import io.tarn.proto.v1.CreateBranchRequest;
import io.tarn.proto.v1.CreatePartitionsRequest;
import io.tarn.proto.v1.CreateTagRequest;
import io.tarn.proto.v1.DeleteTagRequest;
import io.tarn.proto.v1.DropBranchRequest;
import io.tarn.proto.v1.DropPartitionsRequest;
import io.tarn.proto.v1.FilterPartitionsRequest;
import io.tarn.proto.v1.ForwardBranchRequest;
import io.tarn.proto.v1.GetLatestSnapshotRequest;
import io.tarn.proto.v1.GetSnapshotRequest;
import io.tarn.proto.v1.GetTableHealthRequest;
import io.tarn.proto.v1.GetTableRequest;
import io.tarn.proto.v1.GetTagRequest;
import io.tarn.proto.v1.LatestSnapshot;
import io.tarn.proto.v1.ListBranchesRequest;
import io.tarn.proto.v1.ListConsumersRequest;
import io.tarn.proto.v1.ListPartitionsRequest;
import io.tarn.proto.v1.ListSnapshotsRequest;
import io.tarn.proto.v1.ListSnapshotsResponse;
import io.tarn.proto.v1.ListTagsRequest;
import io.tarn.proto.v1.MarkPartitionsRequest;
import io.tarn.proto.v1.PageRequest;
import io.tarn.proto.v1.PartitionFilter;
import io.tarn.proto.v1.PartitionServiceGrpc;
import io.tarn.proto.v1.PartitionSpec;
import io.tarn.proto.v1.RenameBranchRequest;
import io.tarn.proto.v1.ReplaceTableRequest;
import io.tarn.proto.v1.ResetConsumerRequest;
import io.tarn.proto.v1.RollbackRequest;
import io.tarn.proto.v1.Schema;
import io.tarn.proto.v1.TableHealth;
import io.tarn.proto.v1.TableHealthServiceGrpc;
import io.tarn.proto.v1.TableName;
import io.tarn.proto.v1.Tag;
import io.tarn.proto.v1.TagServiceGrpc;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a tool does with the history of a table: commits, branches, tags, partitions. */
class GrpcHistoryTest extends GrpcTest {
    @Test
    void commitsAreSeenOverBothProtocolsAndAReplayAnswersAsBefore() {
        createTable("history");
        TableName history = table("history");
        for (int i = 0; i < 2; i++) {
            assertThat(snapshots().commit(commit(history, 1, "w")).getSuccess()).isTrue();
        }
        assertThat(snapshots().commit(commit(history, 1, "other")).getSuccess()).isFalse();
        JsonNode overHttp = rest.get("/v1/main/databases/default/tables/history/snapshot");
        assertThat(overHttp.at("/snapshot/snapshot/commitUser").asText()).isEqualTo("w");
        assertThat(overHttp.at("/snapshot/recordCount").asLong()).isEqualTo(3);
        assertThat(rest.post(
                                "/v1/main/databases/default/tables/history/commit",
                                "{\"snapshot\":" + snapshot(2, "http") + ",\"statistics\":[{\"recordCount\":4}]}")
                        .get("success")
                        .asBoolean())
                .isTrue();
        assertThat(snapshots().commit(commit(history, 2, "http")).getSuccess())
                .as("the commit that came over HTTP, again")
                .isTrue();
        LatestSnapshot latest = snapshots()
                .getLatestSnapshot(GetLatestSnapshotRequest.newBuilder()
                        .setCatalog(CATALOG)
                        .setTable(history)
                        .build());
        assertThat(latest.getSnapshot().getJson())
                .as("to the last digit, also what the server does not know")
                .isEqualTo(snapshot(2, "http"));
        assertThat(latest.getStatistics().getRecordCount()).isEqualTo(7);
        assertThat(latest.getStatisticsKnown()).isTrue();
        TableHealth health = api.stub(TableHealthServiceGrpc::newBlockingStub)
                .getTableHealth(GetTableHealthRequest.newBuilder()
                        .setCatalog(CATALOG)
                        .setTable(history)
                        .build());
        assertThat(health.getLastCommit().getSnapshot()).isEqualTo(2);
        assertThat(health.getLastCommit().getWriter()).isEqualTo("http");
        assertThat(health.getLastCommit().hasWatermarkMillis()).isFalse();
        assertThat(health.getRecent().getCommits()).isEqualTo(2);
        assertThat(health.getSizes().getRecords()).isEqualTo(7);
        ListSnapshotsResponse first = snapshots()
                .listSnapshots(ListSnapshotsRequest.newBuilder()
                        .setCatalog(CATALOG)
                        .setTable(history)
                        .setPage(PageRequest.newBuilder().setSize(1))
                        .build());
        assertThat(first.getSnapshots(0).getJson()).isEqualTo(snapshot(2, "http"));
        assertThat(snapshots()
                        .listSnapshots(ListSnapshotsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(history)
                                .setPage(PageRequest.newBuilder().setToken(first.getNextPageToken()))
                                .build())
                        .getSnapshotsList())
                .extracting(io.tarn.proto.v1.Snapshot::getJson)
                .containsExactly(snapshot(1, "w"));
        unused(snapshots()
                .rollback(RollbackRequest.newBuilder()
                        .setCatalog(CATALOG)
                        .setTable(history)
                        .setSnapshotId(1)
                        .build()));
        assertThat(snapshots()
                        .getSnapshot(GetSnapshotRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(history)
                                .setVersion("LATEST")
                                .build())
                        .getJson())
                .isEqualTo(snapshot(1, "w"));
    }

    @Test
    void branchesAndTags() {
        createTable("grown");
        TableName grown = table("grown");
        assertThat(snapshots().commit(commit(grown, 1, "w")).getSuccess()).isTrue();
        var tags = api.stub(TagServiceGrpc::newBlockingStub);
        unused(tags.createTag(CreateTagRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(grown)
                .setTag("v1")
                .setSnapshotId(1)
                .setRetainedMillis(86_400_000)
                .build()));
        Tag tag = tags.getTag(GetTagRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(grown)
                .setTag("v1")
                .build());
        assertThat(tag.getRetainedMillis()).isEqualTo(86_400_000);
        assertThat(tag.getSnapshotJson()).contains("\"commitUser\":\"w\"");
        assertThat(tags.listTags(ListTagsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(grown)
                                .setPrefix("v")
                                .build())
                        .getTagsList())
                .containsExactly("v1");
        unused(tags.resetConsumer(ResetConsumerRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(grown)
                .setConsumerId("reader")
                .setNextSnapshotId(1)
                .build()));
        assertThat(tags.listConsumers(ListConsumersRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(grown)
                                .build())
                        .getConsumersList())
                .extracting(io.tarn.proto.v1.Consumer::getId)
                .containsExactly("reader");
        var branches = api.stub(BranchServiceGrpc::newBlockingStub);
        unused(branches.createBranch(CreateBranchRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(grown)
                .setBranch("dev")
                .setFromTag("v1")
                .build()));
        TableName dev = grown.toBuilder().setBranch("dev").build();
        assertThat(snapshots().commit(commit(dev, 2, "d")).getSuccess()).isTrue();
        assertThat(tables().getTable(GetTableRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setName(dev)
                                .build())
                        .getName())
                .isEqualTo(dev);
        unused(branches.renameBranch(RenameBranchRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(grown)
                .setBranch("dev")
                .setToBranch("next")
                .build()));
        assertThat(branches.listBranches(ListBranchesRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(grown)
                                .build())
                        .getBranchesList())
                .containsExactly("next");
        unused(branches.forwardBranch(ForwardBranchRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(grown)
                .setBranch("next")
                .build()));
        assertThat(latest(grown)).contains("\"commitUser\":\"d\"");
        unused(branches.dropBranch(DropBranchRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(grown)
                .setBranch("next")
                .build()));
        unused(tags.deleteTag(DeleteTagRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(grown)
                .setTag("v1")
                .build()));
        assertThat(GrpcApi.failure(() -> tags.deleteTag(DeleteTagRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(grown)
                                .setTag("v1")
                                .build()))
                        .reason())
                .isEqualTo("TAG_NOT_FOUND");
    }

    @Test
    void partitionsComeFromCommitsAndCanBeAskedFor() {
        TableName days = table("days");
        unused(tables().createTable(newTable(days).toBuilder()
                .setSchema(newTable(days).getSchema().toBuilder()
                        .addFields(field(2, "dt", "DATE"))
                        .addPartitionKeys("dt"))
                .build()));
        assertThat(snapshots()
                        .commit(commit(days, 1, "w", Map.of("dt", "2026-01-01")))
                        .getSuccess())
                .isTrue();
        assertThat(snapshots()
                        .commit(commit(days, 2, "w", Map.of("dt", "2026-02-01")))
                        .getSuccess())
                .isTrue();
        var partitions = api.stub(PartitionServiceGrpc::newBlockingStub);
        var listed = partitions.listPartitions(ListPartitionsRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(days)
                .build());
        assertThat(listed.getPartitionsList())
                .extracting(partition -> partition.getSpec().getValuesOrThrow("dt"))
                .containsExactly("2026-02-01", "2026-01-01");
        assertThat(listed.getPartitions(1).getStatistics().getRecordCount()).isEqualTo(3);
        assertThat(partitions
                        .filterPartitions(FilterPartitionsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(days)
                                .setFilter(PartitionFilter.newBuilder()
                                        .setComparison(PartitionFilter.Comparison.newBuilder()
                                                .setColumn("dt")
                                                .setFunction(PartitionFilter.Comparison.Function.FUNCTION_GREATER_THAN)
                                                .addValues("2026-01-15")))
                                .build())
                        .getPartitionsList())
                .containsExactly(listed.getPartitions(0));
        PartitionSpec march =
                PartitionSpec.newBuilder().putValues("dt", "2026-03-01").build();
        assertThat(partitions
                        .createPartitions(CreatePartitionsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(days)
                                .addSpecs(march)
                                .addSpecs(listed.getPartitions(0).getSpec())
                                .build())
                        .getCreatedList())
                .containsExactly(march);
        unused(partitions.markPartitions(MarkPartitionsRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(days)
                .addSpecs(march)
                .build()));
        assertThat(partitions
                        .batchGetPartitions(BatchGetPartitionsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(days)
                                .addSpecs(march)
                                .addSpecs(PartitionSpec.newBuilder().putValues("dt", "1999-01-01"))
                                .build())
                        .getPartitionsList())
                .singleElement()
                .satisfies(partition -> assertThat(partition.getDone()).isTrue());
        assertThat(partitions
                        .dropPartitions(DropPartitionsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(days)
                                .addSpecs(march)
                                .build())
                        .getDroppedList())
                .containsExactly(march);
    }

    @Test
    void aReplacedTableHasOtherColumnsAndNoRows() {
        createTable("replaced");
        unused(tables().replaceTable(ReplaceTableRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(table("replaced"))
                .setSchema(Schema.newBuilder().addFields(field(0, "other", "BIGINT")))
                .build()));
        assertThat(get("replaced").getSchema().getFieldsList())
                .extracting(io.tarn.proto.v1.Field::getName)
                .containsExactly("other");
    }

    private String latest(TableName table) {
        return snapshots()
                .getLatestSnapshot(GetLatestSnapshotRequest.newBuilder()
                        .setCatalog(CATALOG)
                        .setTable(table)
                        .build())
                .getSnapshot()
                .getJson();
    }
}
