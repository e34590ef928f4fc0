package io.tarn.server.testing;

import java.nio.file.Path;
import java.util.Map;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;

/** A warehouse whose tables Paimon itself writes, as its filesystem catalog would, and no server. */
public final class PaimonLake {
    private final Path warehouse;

    public PaimonLake(Path warehouse) {
        this.warehouse = warehouse;
    }

    public Path directory(String database, String table) {
        return warehouse.resolve(database + ".db").resolve(table);
    }

    /** A table of {@code id} and {@code day}; with partitions, one for each day. */
    public FileStoreTable create(String database, String table, boolean partitioned, Map<String, String> options) {
        Schema.Builder schema = Schema.newBuilder()
                .column("id", DataTypes.INT())
                .column("day", DataTypes.STRING())
                .option("file.format", "avro")
                .options(options)
                .comment("of " + table);
        if (partitioned) {
            schema.partitionKeys("day");
        }
        try {
            schemas(database, table).createTable(schema.build());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return open(database, table);
    }

    public FileStoreTable open(String database, String table) {
        return FileStoreTableFactory.create(LocalFileIO.create(), path(database, table));
    }

    public void addColumn(String database, String table, String column) {
        try {
            schemas(database, table).commitChanges(SchemaChange.addColumn(column, DataTypes.INT()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** One commit with a row for each day. */
    @SuppressWarnings("try") // Paimon's writers: their close() throws Exception
    public void write(FileStoreTable table, String... days) {
        int columns = table.rowType().getFieldCount();
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            for (String day : days) {
                GenericRow row = new GenericRow(columns);
                row.setField(0, 1);
                row.setField(1, BinaryString.fromString(day));
                write.write(row);
            }
            commit.commit(write.prepareCommit());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private SchemaManager schemas(String database, String table) {
        return new SchemaManager(LocalFileIO.create(), path(database, table));
    }

    private org.apache.paimon.fs.Path path(String database, String table) {
        return new org.apache.paimon.fs.Path("file:" + directory(database, table));
    }
}
