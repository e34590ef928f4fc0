package io.tarn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.StreamTableCommit;
import org.apache.paimon.table.sink.StreamTableWrite;
import org.apache.paimon.table.sink.StreamWriteBuilder;
import org.apache.paimon.types.DataTypes;

/** Writers that each write a small file and commit it, as a streaming job does at each checkpoint. */
final class PaimonCommits implements Work, AutoCloseable {
    private static final int ROWS = 10;

    private final List<Writer> writers = new ArrayList<>();

    /** One job. */
    private static final class Writer {
        private final StreamTableWrite write;
        private final StreamTableCommit commit;
        private long identifier;

        Writer(Table table) {
            StreamWriteBuilder builder = table.newStreamWriteBuilder()
                    .withCommitUser(UUID.randomUUID().toString());
            write = builder.newWrite();
            commit = builder.newCommit();
        }
    }

    /**
     * @param database is made
     * @param table which one each writer commits to; is made
     */
    PaimonCommits(Catalog catalog, String database, int count, IntFunction<String> table) throws Exception {
        catalog.createDatabase(database, true);
        for (int i = 0; i < count; i++) {
            Identifier name = Identifier.create(database, table.apply(i));
            catalog.createTable(name, schema(), true);
            writers.add(new Writer(catalog.getTable(name)));
        }
    }

    static Schema schema() {
        return Schema.newBuilder()
                .column("id", DataTypes.BIGINT())
                .column("note", DataTypes.STRING())
                // Several writers may append to a table at once, but only one may compact it.
                .option("write-only", "true")
                // By default a writer that lost waits longer each time, until the other one has all the luck.
                .option("commit.max-retry-wait", "50 ms")
                .option("commit.max-retries", "10000")
                .option("commit.timeout", "10 min")
                .build();
    }

    @Override
    public void run(int client) throws Exception {
        Writer writer = writers.get(client);
        for (int row = 0; row < ROWS; row++) {
            writer.write.write(GenericRow.of((long) row, BinaryString.fromString("row " + row)));
        }
        writer.identifier++;
        writer.commit.commit(writer.identifier, writer.write.prepareCommit(true, writer.identifier));
    }

    @Override
    public void close() {
        for (Writer writer : writers) {
            try {
                writer.write.close();
                writer.commit.close();
            } catch (Exception e) {
                throw new IllegalStateException("a writer does not close", e);
            }
        }
    }
}
