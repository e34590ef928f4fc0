package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.iceberg.NativeTables.Found;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;

/** Keeps what engines report of their scans and commits: the newest reports of each table. It is no change of the table. */
public final class ReportMetrics {
    private final Store store;
    private final NativeTables tables;

    public ReportMetrics(Store store, NativeTables tables) {
        this.store = store;
        this.tables = tables;
    }

    /**
     * @param report the protocol's {@code ReportMetricsRequest}; one that is too long, or of a table of Paimon, is not kept
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND, READ_ONLY
     */
    public void run(Caller caller, Catalogs.Entry catalog, TableName name, String report) {
        Head head = tables.any(caller, Operation.GET_SNAPSHOT, catalog, name);
        if (PaimonTables.mayShow(head.relation())) {
            return;
        }
        Found found = tables.found(head, name);
        if (report.length() <= Limits.ICEBERG_REPORT_LENGTH) {
            store.write(tx -> {
                tx.iceberg()
                        .report(
                                found.relation().id(),
                                Ids.next(),
                                report,
                                caller.principal().label(),
                                Limits.ICEBERG_REPORTS_KEPT);
                return true;
            });
        }
    }
}
