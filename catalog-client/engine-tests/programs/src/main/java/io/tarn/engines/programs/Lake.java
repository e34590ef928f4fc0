package io.tarn.engines.programs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
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
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;

/**
 * A company's lake. {@code mode=fill} makes as many tables as {@code tables} says through the catalog of the environment:
 * append and primary-key tables, with partitions and without, some altered, tagged and branched (unless {@code branches=0}),
 * in several databases, some with odd names. {@code mode=read} prints a JSON line for each table that the catalog shows, with everything that can be read
 * of it, the same whichever catalog shows it; {@code mode=write} commits once more to each. {@code names=simple} is for metastores
 * that allow nothing else; {@code mode=beside} makes what is no table of the lake's: one in {@code path}, and a format table.
 */
@SuppressWarnings("try") // the iterators, readers and writers of the engines: their close() throws Exception
public final class Lake {

    private static final List<String> DATABASES = Arrays.asList("sales", "logs", "size 3", "a.b");
    private static final List<String> NAMES =
            Arrays.asList("plain", "day=1+2", "with space", "dots.in.it", "UPPER-lower_1");

    /** What system tables tell that has to stay; their columns are the same for all catalogs. */
    private static final List<String> SYSTEM_TABLES = Arrays.asList("snapshots", "schemas", "tags", "files");

    private final Catalog catalog;

    private Lake(Catalog catalog) {
        this.catalog = catalog;
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        CatalogSettings settings = CatalogSettings.fromEnvironment();
        try (Catalog catalog =
                CatalogFactory.createCatalog(CatalogContext.create(Options.fromMap(settings.options())))) {
            Lake lake = new Lake(catalog);
            String mode = arguments.text("mode", "read");
            if (mode.equals("fill")) {
                boolean simple = arguments.text("names", "odd").equals("simple");
                lake.fill((int) arguments.number("tables", 50), arguments.number("branches", 1) > 0, simple);
            } else if (mode.equals("beside")) {
                lake.beside(arguments.text("path", ""));
            } else {
                lake.each(mode.equals("write"));
            }
        }
        Json.object().with("done", true).print();
        System.exit(0);
    }

    private void fill(int tables, boolean branches, boolean simple) throws Exception {
        for (int i = 0; i < tables; i++) {
            String database = name(DATABASES.get(i % DATABASES.size()), simple);
            catalog.createDatabase(database, true, Collections.singletonMap("made-by", "lake"));
            Identifier name = Identifier.create(database, name(NAMES.get(i % NAMES.size()) + " " + i, simple));
            boolean key = i % 2 == 1;
            boolean partitioned = i % 3 == 0;
            Schema.Builder schema = Schema.newBuilder()
                    .column("id", DataTypes.INT().copy(!key))
                    .column("day", DataTypes.STRING().copy(!key))
                    .column("v", DataTypes.STRING())
                    .comment("table " + i);
            if (partitioned) {
                schema.partitionKeys("day");
            }
            if (key) {
                schema.primaryKey("id", "day").option("bucket", "1");
            }
            catalog.createTable(name, schema.build(), false);
            for (int commit = 0; commit < i % 4; commit++) {
                write(catalog.getTable(name), commit * 10);
            }
            change(name, i);
            if (branches && i % 4 > 0 && i % 5 == 1) {
                branch(name);
            }
        }
    }

    private static String name(String name, boolean simple) {
        return simple ? name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_") : name;
    }

    private void beside(String path) throws Exception {
        Schema.Builder schema =
                Schema.newBuilder().column("id", DataTypes.INT()).column("day", DataTypes.STRING());
        Identifier elsewhere = Identifier.create("sales", "elsewhere");
        catalog.createTable(
                elsewhere,
                schema.column("v", DataTypes.STRING()).option("path", path).build(),
                false);
        write(catalog.getTable(elsewhere), 7);
        catalog.createTable(
                Identifier.create("sales", "files"),
                Schema.newBuilder()
                        .column("id", DataTypes.INT())
                        .option("type", "format-table")
                        .option("file.format", "csv")
                        .build(),
                false);
    }

    private void change(Identifier name, int i) throws Exception {
        if (i % 5 == 2) {
            catalog.alterTable(
                    name,
                    Arrays.asList(
                            SchemaChange.addColumn("added", DataTypes.INT()),
                            SchemaChange.renameColumn("v", "renamed"),
                            SchemaChange.setOption("snapshot.num-retained.min", "5")),
                    false);
            write(catalog.getTable(name), 100);
        }
    }

    private void branch(Identifier name) throws Exception {
        Table table = catalog.getTable(name);
        table.createTag("first tag", 1);
        table.createBranch("side", "first tag");
        write(catalog.getTable(side(name)), 200);
    }

    private static void write(Table table, int first) throws Exception {
        int columns = table.rowType().getFieldCount();
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            for (int i = 0; i < 3; i++) {
                GenericRow row = new GenericRow(columns);
                row.setField(0, first + i);
                row.setField(1, BinaryString.fromString("day/" + i));
                row.setField(2, BinaryString.fromString("value " + (first + i)));
                write.write(row);
            }
            commit.commit(write.prepareCommit());
        }
    }

    private void each(boolean write) throws Exception {
        List<String> databases = new ArrayList<>(catalog.listDatabases());
        Collections.sort(databases);
        for (String database : databases) {
            List<String> tables = new ArrayList<>(catalog.listTables(database));
            Collections.sort(tables);
            for (String table : tables) {
                Identifier name = Identifier.create(database, table);
                if (write) {
                    write(catalog.getTable(name), 1000);
                } else {
                    read(name);
                }
            }
        }
    }

    private void read(Identifier name) throws Exception {
        Table table = catalog.getTable(name);
        Json line = Json.object()
                .with("table", name.getDatabaseName() + "/" + name.getTableName())
                .with("path", ((FileStoreTable) table).location().toString())
                .with("comment", table.comment().orElse(""))
                .with("rows", rows(table));
        for (String system : SYSTEM_TABLES) {
            line.with(system, rows(system(name, system)));
        }
        if (!rows(system(name, "branches")).isEmpty()) {
            line.with("side", rows(catalog.getTable(side(name))))
                    .with("tagged", rows(table.copy(Map.of("scan.tag-name", "first tag"))));
        }
        line.print();
    }

    private static Identifier side(Identifier name) {
        return new Identifier(name.getDatabaseName(), name.getTableName(), "side");
    }

    private Table system(Identifier name, String system) throws Exception {
        return catalog.getTable(Identifier.create(name.getDatabaseName(), name.getTableName() + "$" + system));
    }

    private static List<Object> rows(Table table) throws Exception {
        List<InternalRow.FieldGetter> getters = new ArrayList<>();
        List<DataType> types = table.rowType().getFieldTypes();
        for (int i = 0; i < types.size(); i++) {
            getters.add(InternalRow.createFieldGetter(types.get(i), i));
        }
        ReadBuilder builder = table.newReadBuilder();
        List<Object> rows = new ArrayList<>();
        try (RecordReader<InternalRow> reader =
                builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> {
                List<Object> values = new ArrayList<>();
                getters.forEach(getter -> values.add(String.valueOf(getter.getFieldOrNull(row))));
                rows.add(values.toString());
            });
        }
        rows.sort((one, other) -> one.toString().compareTo(other.toString()));
        return rows;
    }
}
