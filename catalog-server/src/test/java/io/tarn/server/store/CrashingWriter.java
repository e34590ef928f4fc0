package io.tarn.server.store;

import io.tarn.server.TestStores;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that writes to an embedded store from several threads, says on its standard output what was acknowledged, and
 * dies in the middle as by kill -9. Arguments: the store's folder, the number of acknowledged writes to die after.
 */
public final class CrashingWriter {
    static final int THREADS = 4;
    private static final int KILLED = 137;
    private static final String BODY = "x".repeat(2_000);

    private CrashingWriter() {}

    public static void main(String[] arguments) {
        Store store = TestStores.embedded(Path.of(arguments[0]));
        AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[1]));
        for (int writer = 0; writer < THREADS; writer++) {
            UUID table = new UUID(0, writer);
            new Thread(() -> write(store, table, left)).start();
        }
    }

    private static void write(Store store, UUID table, AtomicInteger left) {
        for (long n = 0; ; n++) {
            TableSchema schema = new TableSchema(n, BODY);
            store.write(tx -> {
                tx.schemas().insert(table, TableName.MAIN, schema, 0, "crash");
                return schema;
            });
            // One write of a whole line: a line that the reader sees is an acknowledged write.
            System.out.println(table + " " + n);
            if (left.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(KILLED);
            }
        }
    }
}
