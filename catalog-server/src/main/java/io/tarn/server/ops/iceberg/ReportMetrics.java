package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.iceberg.NativeTables.Found;
import io.tarn.server.store.IcebergRows.Pointed;
import io.tarn.server.store.IcebergRows.Report;
import io.tarn.server.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Keeps what engines report of their scans and commits: the newest reports of each table. It is no change of the table, and
 * an engine sends one with each scan, so they are written in the background, many at once; a server that dies takes the last
 * second's along.
 */
public final class ReportMetrics {
    private static final int AT_ONCE = 100;

    private final Store store;
    private final NativeTables tables;
    private final ArrayBlockingQueue<Report> waiting = new ArrayBlockingQueue<>(Limits.ICEBERG_REPORTS_WAITING);

    public ReportMetrics(Store store, NativeTables tables) {
        this.store = store;
        this.tables = tables;
    }

    /**
     * @param report the protocol's {@code ReportMetricsRequest}; one that is too long, or of a table of Paimon, is not kept,
     *     nor any while too many wait
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND, READ_ONLY
     */
    public void run(Caller caller, Catalogs.Entry catalog, TableName name, String report) {
        Pointed table = tables.any(caller, List.of(Operation.GET_SNAPSHOT), catalog, name);
        if (PaimonTables.mayShow(table.head().relation())) {
            return;
        }
        Found found = tables.found(table, name);
        if (report.length() <= Limits.ICEBERG_REPORT_LENGTH) {
            boolean unused = waiting.offer(new Report(
                    found.relation().id(),
                    Ids.next(),
                    report,
                    caller.principal().label()));
        }
    }

    /** Writes some of those that wait, and says whether there are more. */
    public boolean write() {
        List<Report> some = new ArrayList<>();
        waiting.drainTo(some, AT_ONCE);
        if (some.isEmpty()) {
            return false;
        }
        store.write(tx -> {
            some.forEach(report -> tx.iceberg().report(report, Limits.ICEBERG_REPORTS_KEPT));
            return true;
        });
        return !waiting.isEmpty();
    }

    /**
     * The newest reports of a table, the newest first.
     *
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND, READ_ONLY for a table of Paimon
     */
    public List<Report> of(Caller caller, Catalogs.Entry catalog, TableName name) {
        Found found = tables.get(caller, Operation.GET_SNAPSHOT, catalog, name);
        return store.read(tx -> tx.iceberg().reports(found.relation().id()));
    }
}
