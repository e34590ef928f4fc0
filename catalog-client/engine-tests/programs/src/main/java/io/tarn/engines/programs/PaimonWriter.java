package io.tarn.engines.programs;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.options.ExpireConfig;
import org.apache.paimon.options.Options;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.StreamTableCommit;
import org.apache.paimon.table.sink.StreamTableWrite;
import org.apache.paimon.table.sink.StreamWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;

/**
 * A Paimon client without an engine. It obeys one command per line of standard input and answers each with JSON lines,
 * the last of which has the member {@code done}:
 *
 * <ul>
 *   <li>{@code create <database.table> append|counted}
 *   <li>{@code commit <database.table> <rows>}: one commit
 *   <li>{@code loop <database.table> <seconds> <rows>}: commits, one after the other, for as long and
 *       until there are more of them than seconds: also on a busy machine
 *   <li>{@code read <database.table>}: all rows; a system table will do
 *   <li>{@code read-at <database.table> <snapshot>}: the rows as they were in that snapshot
 *   <li>{@code read-tag <database.table> <tag>}: the rows as they were when the tag was made
 *   <li>{@code compact <database.table>}: a full compaction of a {@code counted} table
 *   <li>{@code tag <database.table> <tag>}: a tag of the latest snapshot
 *   <li>{@code expire <database.table> <snapshots>}: all snapshots but the newest ones
 *   <li>{@code branch <database.table> <branch> <tag>}: a branch that begins at the tag
 *   <li>{@code forward <database.table> <branch>}: the main branch to the state of the branch
 *   <li>{@code drop <database.table>}
 * </ul>
 *
 * A row is the writer's name, a number that this writer never repeats, and the count 1: a table of the kind
 * {@code counted} adds the counts of equal keys up.
 */
@SuppressWarnings("try") // the iterators, readers and writers of the engines: their close() throws Exception
public final class PaimonWriter {

    private final Catalog catalog;
    private final String writer;
    private long lastIdentifier;
    private long lastNumber;

    private PaimonWriter(Catalog catalog, String writer) {
        this.catalog = catalog;
        this.writer = writer;
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        CatalogSettings settings = CatalogSettings.fromEnvironment();
        int exitCode = 0;
        try (Catalog catalog =
                        CatalogFactory.createCatalog(CatalogContext.create(Options.fromMap(settings.options())));
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            PaimonWriter program = new PaimonWriter(catalog, arguments.text("writer", "writer"));
            Json.object().with("ready", true).print();
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                program.obey(line.split(" "));
                Json.object().with("done", line).print();
            }
        } catch (Exception failure) {
            exitCode = 1;
            failure.printStackTrace();
            Json.object().with("error", settings.redact(failure.toString())).print();
        }
        System.exit(exitCode);
    }

    private void obey(String[] command) throws Exception {
        Identifier table = Identifier.fromString(command[1]);
        switch (command[0]) {
            case "create":
                create(table, "counted".equals(command[2]));
                break;
            case "commit":
                write(table, Integer.parseInt(command[2]), 0, -1);
                break;
            case "loop":
                write(table, Integer.parseInt(command[3]), Long.parseLong(command[2]), Long.parseLong(command[2]));
                break;
            case "read":
                read(catalog.getTable(table));
                break;
            case "read-at":
                read(catalog.getTable(table).copy(Map.of("scan.snapshot-id", command[2])));
                break;
            case "read-tag":
                read(catalog.getTable(table).copy(Map.of("scan.tag-name", command[2])));
                break;
            case "drop":
                catalog.dropTable(table, false);
                break;
            default:
                maintain(catalog.getTable(table), command);
        }
    }

    private static void maintain(Table table, String[] command) throws Exception {
        switch (command[0]) {
            case "compact":
                compact(table.copy(Map.of("write-only", "false")));
                break;
            case "tag":
                table.createTag(command[2]);
                break;
            case "expire":
                int keep = Integer.parseInt(command[2]);
                table.newExpireSnapshots()
                        .config(ExpireConfig.builder()
                                .snapshotRetainMin(keep)
                                .snapshotRetainMax(keep)
                                .build())
                        .expire();
                break;
            case "branch":
                table.createBranch(command[2], command[3]);
                break;
            case "forward":
                table.fastForward(command[2]);
                break;
            default:
                throw new IllegalArgumentException("unknown command " + command[0]);
        }
    }

    private static void compact(Table table) throws Exception {
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            write.compact(BinaryRow.EMPTY_ROW, 0, true);
            commit.commit(write.prepareCommit());
        }
    }

    private void create(Identifier table, boolean counted) throws Exception {
        catalog.createDatabase(table.getDatabaseName(), true);
        Schema.Builder schema = Schema.newBuilder()
                .column("writer", DataTypes.STRING())
                .column("number", DataTypes.BIGINT())
                .column("copies", DataTypes.INT())
                // Several writers may append to a table at once, but only one may compact it.
                .option("write-only", "true")
                // By default a writer that lost waits longer each time, until the other one has all the luck.
                .option("commit.max-retry-wait", "50 ms")
                .option("commit.max-retries", "1000");
        if (counted) {
            schema.primaryKey("writer", "number")
                    .option("bucket", "1")
                    .option("merge-engine", "aggregation")
                    .option("fields.copies.aggregate-function", "sum");
        }
        catalog.createTable(table, schema.build(), true);
    }

    private void write(Identifier identifier, int rows, long seconds, long fewest) throws Exception {
        long nanos = TimeUnit.SECONDS.toNanos(seconds);
        long first = lastIdentifier;
        Table table = catalog.getTable(identifier);
        StreamWriteBuilder builder = table.newStreamWriteBuilder().withCommitUser(writer);
        long start = System.nanoTime();
        try (StreamTableWrite write = builder.newWrite();
                StreamTableCommit commit = builder.newCommit()) {
            do {
                for (int i = 0; i < rows; i++) {
                    write.write(GenericRow.of(BinaryString.fromString(writer), ++lastNumber, 1));
                }
                lastIdentifier++;
                List<CommitMessage> messages = write.prepareCommit(true, lastIdentifier);
                commit.commit(lastIdentifier, messages);
                Json.object()
                        .with("committed", lastIdentifier)
                        .with("last-number", lastNumber)
                        .print();
            } while (System.nanoTime() - start < nanos || lastIdentifier - first <= fewest);
        }
    }

    private void read(Table table) throws Exception {
        List<InternalRow.FieldGetter> getters = new ArrayList<>();
        List<DataType> types = table.rowType().getFieldTypes();
        for (int i = 0; i < types.size(); i++) {
            getters.add(InternalRow.createFieldGetter(types.get(i), i));
        }
        ReadBuilder builder = table.newReadBuilder();
        try (RecordReader<InternalRow> reader =
                builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> {
                List<Object> values = new ArrayList<>();
                getters.forEach(getter -> values.add(getter.getFieldOrNull(row)));
                Json.object().with("row", values).print();
            });
        }
    }
}
