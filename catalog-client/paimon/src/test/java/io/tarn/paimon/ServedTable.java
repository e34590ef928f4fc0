package io.tarn.paimon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.options.Options;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataTypes;

/**
 * The table {@code shop.people} in files, and a server that speaks as much of the protocol as a reader needs: {@code id INT,
 * name STRING, region STRING}, of which {@code region} is the partition.
 */
@SuppressWarnings("try") // the close() of catalogs, readers and writers throws Exception
final class ServedTable implements AutoCloseable {
    static final String TABLE = "/v1/main/databases/shop/tables/people";

    final TestServer server;
    private final Path warehouse;
    private String described = "";

    private ServedTable(TestServer server, Path warehouse) {
        this.server = server;
        this.warehouse = warehouse;
    }

    /** With the rows (1, anna, eu), (2, bert, us), (3, carl, eu), (4, null, us), also in the branch b1. */
    static ServedTable start(Path warehouse, boolean primaryKey) throws Exception {
        ServedTable table = new ServedTable(TestServer.start(), warehouse);
        table.write(primaryKey);
        table.server.reply("/v1/config", 200, "{\"defaults\":{\"prefix\":\"main\"},\"overrides\":{}}");
        table.describe("true", primaryKey);
        table.answer("{}");
        return table;
    }

    private Path directory() {
        return warehouse.resolve("shop.db/people");
    }

    private void write(boolean primaryKey) throws Exception {
        Options options = new Options(Map.of("warehouse", warehouse.toUri().toString()));
        try (Catalog files = CatalogFactory.createCatalog(CatalogContext.create(options))) {
            files.createDatabase("shop", true);
            Schema.Builder schema = Schema.newBuilder()
                    .column("id", DataTypes.INT())
                    .column("name", DataTypes.STRING())
                    .column("region", DataTypes.STRING())
                    .partitionKeys("region");
            if (primaryKey) {
                schema.primaryKey("id", "region").option("bucket", "1");
            }
            Identifier identifier = Identifier.create("shop", "people");
            files.createTable(identifier, schema.build(), false);
            BatchWriteBuilder builder = files.getTable(identifier).newBatchWriteBuilder();
            try (BatchTableWrite write = builder.newWrite();
                    BatchTableCommit commit = builder.newCommit()) {
                write.write(row(1, "anna", "eu"));
                write.write(row(2, "bert", "us"));
                write.write(row(3, "carl", "eu"));
                write.write(row(4, null, "us"));
                commit.commit(write.prepareCommit());
            }
            files.getTable(identifier).createTag("t1");
            files.getTable(identifier).createBranch("b1", "t1");
        }
        String snapshot =
                "{\"snapshot\":{\"snapshot\":" + Files.readString(directory().resolve("snapshot/snapshot-1"))
                        + ",\"recordCount\":4,\"fileSizeInBytes\":1,\"fileCount\":2,\"lastFileCreationTime\":0}}";
        server.reply(TABLE + "/snapshot", 200, snapshot);
        server.reply(TABLE + "%24branch_b1/snapshot", 200, snapshot);
    }

    private static GenericRow row(int id, String name, String region) {
        return GenericRow.of(id, name == null ? null : BinaryString.fromString(name), BinaryString.fromString(region));
    }

    /** Renames a column, in files and on the server. */
    void rename(String from, String to) throws Exception {
        Options options = new Options(Map.of("warehouse", warehouse.toUri().toString()));
        try (Catalog files = CatalogFactory.createCatalog(CatalogContext.create(options))) {
            files.alterTable(Identifier.create("shop", "people"), SchemaChange.renameColumn(from, to), false);
        }
        described = described
                .replace("\"name\":\"" + from + "\",\"type\"", "\"name\":\"" + to + "\",\"type\"")
                .replace("\"schemaId\":0", "\"schemaId\":1");
        server.reply(TABLE, 200, described);
    }

    /** What the server says of the table from now on. */
    void describe(String queryAuth, boolean primaryKey) {
        String schema = "{\"fields\":[{\"id\":0,\"name\":\"id\",\"type\":\"INT" + (primaryKey ? " NOT NULL" : "")
                + "\"},{\"id\":1,\"name\":\"name\",\"type\":\"STRING\"},"
                + "{\"id\":2,\"name\":\"region\",\"type\":\"STRING" + (primaryKey ? " NOT NULL" : "") + "\"}],"
                + "\"partitionKeys\":[\"region\"],\"primaryKeys\":"
                + (primaryKey ? "[\"id\",\"region\"]" : "[]")
                + ",\"options\":{" + (primaryKey ? "\"bucket\":\"1\"," : "") + "\"query-auth.enabled\":\"" + queryAuth
                + "\"}}";
        described = "{\"id\":\"u1\",\"name\":\"people\",\"path\":\""
                + directory().toUri() + "\",\"isExternal\":false,\"schemaId\":0,\"schema\":" + schema + "}";
        server.reply(TABLE, 200, described);
    }

    /** What the server says of queries from now on. */
    void answer(String body) {
        server.reply(TABLE + "/auth", 200, body);
    }

    Options options(String... more) {
        Map<String, String> options = new HashMap<>(Map.of(
                "metastore",
                "tarn",
                "uri",
                server.uri(),
                "warehouse",
                "main",
                "token.provider",
                "bear",
                "token",
                "t0"));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return new Options(options);
    }

    Catalog catalog(String... more) {
        return CatalogFactory.createCatalog(CatalogContext.create(options(more)));
    }

    Table table() throws Exception {
        return table("people");
    }

    Table table(String name) throws Exception {
        try (Catalog catalog = catalog()) {
            return catalog.getTable(Identifier.create("shop", name));
        }
    }

    static List<String> rows(Table table) throws Exception {
        return rows(table, table.newReadBuilder());
    }

    static List<String> rows(Table table, ReadBuilder builder) throws Exception {
        return read(builder, builder.newRead().createReader(builder.newScan().plan()));
    }

    /** The rows, in no order, each as its values with commas between them. */
    static List<String> read(ReadBuilder builder, RecordReader<InternalRow> rows) throws Exception {
        List<InternalRow.FieldGetter> getters = new ArrayList<>();
        for (int i = 0; i < builder.readType().getFieldCount(); i++) {
            getters.add(InternalRow.createFieldGetter(builder.readType().getTypeAt(i), i));
        }
        List<String> texts = new ArrayList<>();
        try (RecordReader<InternalRow> reader = rows) {
            reader.forEachRemaining(row -> {
                List<String> values = new ArrayList<>();
                getters.forEach(getter -> values.add(String.valueOf(getter.getFieldOrNull(row))));
                texts.add(String.join(",", values));
            });
        }
        return texts;
    }

    @Override
    public void close() {
        server.close();
    }
}
