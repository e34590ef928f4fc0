package io.tarn.engines.programs;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.paimon.catalog.CachingCatalog;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.io.DataOutputViewStreamWrapper;
import org.apache.paimon.options.Options;
import org.apache.paimon.partition.Partition;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.types.DataType;
import org.apache.paimon.utils.InternalRowUtils;

/**
 * Reads as StarRocks does: a frontend with a cache of its own plans, and hands table and splits in their serialized form to
 * a backend, which reads them by Java or, where a split tells its files, by other means. Each line of standard input is a
 * command of words between tabs, and is answered with a JSON line:
 *
 * <ul>
 *   <li>{@code open <catalog> <option=value>…}
 *   <li>{@code read <step> <catalog> <database.table> <option=value>…}
 *   <li>{@code partitions <step> <catalog> <database.table>}
 * </ul>
 */
@SuppressWarnings("try") // the readers of Paimon: their close() throws Exception
public final class SplitReader {
    private final Map<String, Catalog> catalogs = new HashMap<>();

    private SplitReader() {}

    public static void main(String[] args) throws IOException {
        SplitReader program = new SplitReader();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            program.obey(line.split("\t", -1));
        }
        System.exit(0);
    }

    private void obey(String[] command) {
        Json answer = Json.object().with("step", command[1]);
        try {
            switch (command[0]) {
                case "open":
                    open(command[1], options(command, 2));
                    break;
                case "read":
                    answer.with("rows", read(catalogs.get(command[2]), command[3], options(command, 4)));
                    break;
                case "partitions":
                    answer.with("rows", partitions(catalogs.get(command[2]), command[3]));
                    break;
                default:
                    throw new IllegalArgumentException("unknown command " + command[0]);
            }
        } catch (Exception | LinkageError refusal) {
            refusal.printStackTrace();
            answer.with("refusal", messages(refusal));
        }
        answer.with("done", true).print();
    }

    private void open(String name, Map<String, String> given) {
        CatalogContext context = CatalogContext.create(Options.fromMap(given));
        Catalog catalog = CatalogFactory.createUnwrappedCatalog(context, SplitReader.class.getClassLoader());
        catalogs.put(name, new CachingCatalog(catalog, Options.fromMap(given)));
    }

    private static String partitions(Catalog catalog, String table) throws Exception {
        List<Partition> partitions = catalog.listPartitions(Identifier.fromString(table));
        return partitions.stream()
                .map(Partition::spec)
                .collect(Collectors.toList())
                .toString();
    }

    private static String read(Catalog catalog, String name, Map<String, String> options) throws Exception {
        Table table = catalog.getTable(Identifier.fromString(name)).copy(options);
        if (table instanceof FileStoreTable) {
            table.latestSnapshot();
        }
        List<Split> splits = table.newReadBuilder().newScan().plan().splits();
        List<String> rows = new ArrayList<>();
        for (Split split : splits) {
            if (split instanceof DataSplit && isForOthers((DataSplit) split)) {
                rows.add("files that are not read by Java");
            }
        }
        Table sent = sent(table);
        for (Split split : splits) {
            read(sent, sent(split), rows);
        }
        rows.sort(null);
        return rows.toString();
    }

    /** Whether a reader that is not Java's could take the split. */
    private static boolean isForOthers(DataSplit split) {
        try {
            split.serialize(new DataOutputViewStreamWrapper(new DataOutputStream(new ByteArrayOutputStream())));
            return true;
        } catch (IOException refusal) {
            return split.convertToRawFiles().isPresent();
        }
    }

    private static void read(Table table, Split split, List<String> rows) throws Exception {
        List<DataType> types = table.rowType().getFieldTypes();
        try (RecordReader<InternalRow> reader = table.newReadBuilder().newRead().createReader(split)) {
            reader.forEachRemaining(row -> {
                List<String> values = new ArrayList<>();
                for (int i = 0; i < types.size(); i++) {
                    values.add(String.valueOf(InternalRowUtils.get(row, i, types.get(i))));
                }
                rows.add(values.toString());
            });
        }
    }

    /** What arrives of it in the backend. */
    @SuppressWarnings("unchecked") // what was sent is what arrives
    private static <T extends Serializable> T sent(T object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    private static Map<String, String> options(String[] command, int from) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : Arrays.asList(command).subList(from, command.length)) {
            int equals = option.indexOf('=');
            options.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return options;
    }

    private static String messages(Throwable failure) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause).append("; ");
        }
        return messages.toString();
    }
}
