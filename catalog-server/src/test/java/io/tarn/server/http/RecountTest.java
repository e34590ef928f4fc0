package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.manifest.PartitionEntry;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The machine lost its power, and the database with it all commits of a table that Paimon wrote: the server finds the
 * snapshots again, and counts.
 */
class RecountTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path dataDir;

    @Test
    void afterAPowerCutPartitionsAndSizesAreCountedFromTheManifests() throws Exception {
        String location;
        try (TestServer server = TestServer.start(dataDir)) {
            Api api = Api.of(server.port(), server.rootToken());
            createTable(api);
            location = api.readTable("t").get("path").asText();
            assertThat(list(api)).isEmpty();
        }
        FileStoreTable table =
                FileStoreTableFactory.create(LocalFileIO.create(), new org.apache.paimon.fs.Path(location));
        write(table, "a", "a", "b");
        write(table, "a", "c");
        Map<String, Long> written = paimonsCount(table);
        assertThat(written).containsOnly(Map.entry("a", 3L), Map.entry("b", 1L), Map.entry("c", 1L));
        Files.createFile(dataDir.resolve("running"));

        try (TestServer server = TestServer.start(dataDir)) {
            Api api = Api.of(server.port(), server.rootToken());
            await().atMost(PATIENCE)
                    .until(() -> api.get(api.table("t") + "/partitions").status() == 200);
            assertThat(list(api)).isEqualTo(written);
            JsonNode sizes = api.get(api.table("t") + "/snapshot").ok().json().get("snapshot");
            assertThat(sizes.at("/snapshot/id").asLong()).isEqualTo(2);
            assertThat(sizes.get("recordCount").asLong()).isEqualTo(5);
            assertThat(sizes.get("fileCount").asLong()).isPositive();

            commit(api, 3, "b", 10);
            written.merge("b", 10L, Long::sum);
            assertThat(list(api)).isEqualTo(written);
            assertThat(api.get(api.table("t") + "/snapshot")
                            .ok()
                            .json()
                            .at("/snapshot/recordCount")
                            .asLong())
                    .isEqualTo(15);
        }
    }

    private static void createTable(Api api) {
        ObjectNode body = Api.JSON.createObjectNode();
        body.putObject("identifier").put("database", "default").put("object", "t");
        ObjectNode schema = body.putObject("schema");
        schema.putArray("fields")
                .add(Api.JSON.createObjectNode().put("id", 0).put("name", "id").put("type", "INT"))
                .add(Api.JSON.createObjectNode().put("id", 1).put("name", "dt").put("type", "STRING"));
        schema.putArray("partitionKeys").add("dt");
        schema.putArray("primaryKeys");
        schema.putObject("options").put("file.format", "avro");
        schema.put("comment", "");
        api.post(api.tables("default"), body.toString()).ok();
    }

    @SuppressWarnings("try") // Paimon's writers: their close() throws Exception
    private static void write(FileStoreTable table, String... days) throws Exception {
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            for (String day : days) {
                write.write(GenericRow.of(1, BinaryString.fromString(day)));
            }
            commit.commit(write.prepareCommit());
        }
    }

    private static Map<String, Long> paimonsCount(FileStoreTable table) {
        Map<String, Long> counts = new HashMap<>();
        for (PartitionEntry entry : table.newSnapshotReader().partitionEntries()) {
            counts.put(entry.partition().getString(0).toString(), entry.recordCount());
        }
        return counts;
    }

    private static Map<String, Long> list(Api api) {
        Map<String, Long> counts = new HashMap<>();
        for (JsonNode partition :
                api.get(api.table("t") + "/partitions").ok().json().get("partitions")) {
            counts.put(
                    partition.at("/spec/dt").asText(),
                    partition.get("recordCount").asLong());
        }
        return counts;
    }

    private static void commit(Api api, long id, String day, long records) throws IOException {
        ObjectNode body = (ObjectNode) Api.JSON.readTree(Api.commitBody(null, id, "w"));
        ObjectNode change = body.putArray("statistics").addObject();
        change.putObject("spec").put("dt", day);
        change.put("recordCount", records).put("fileSizeInBytes", 1).put("fileCount", 1);
        assertThat(api.post(api.table("t") + "/commit", body.toString())
                        .ok()
                        .json()
                        .get("success")
                        .asBoolean())
                .isTrue();
    }
}
