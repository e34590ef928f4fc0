package io.tarn.paimon;

import java.util.Map;
import org.apache.paimon.manifest.IndexManifestEntry;
import org.apache.paimon.manifest.ManifestEntry;
import org.apache.paimon.manifest.ManifestFileMeta;
import org.apache.paimon.table.DataTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.DataTableScan;
import org.apache.paimon.table.source.InnerTableRead;
import org.apache.paimon.table.source.StreamDataTableScan;
import org.apache.paimon.table.source.snapshot.SnapshotReader;
import org.apache.paimon.table.system.ReadOptimizedTable;
import org.apache.paimon.utils.SimpleFileReader;

/** The system table {@code $ro} under the policy of its table: it makes its scans itself, so they are guarded here. */
final class PolicyReadOptimizedTable extends ReadOptimizedTable {
    private static final long serialVersionUID = 1L;

    private final PolicyTable table;

    PolicyReadOptimizedTable(PolicyTable table) {
        super(table.open());
        this.table = table;
    }

    @Override
    public DataTableScan newScan() {
        return table.guard(super.newScan());
    }

    @Override
    public StreamDataTableScan newStreamScan() {
        // Those of a table with a primary key are refused there.
        return primaryKeys().isEmpty() ? table.newStreamScan() : super.newStreamScan();
    }

    @Override
    public InnerTableRead newRead() {
        return table.newRead();
    }

    @Override
    public SnapshotReader newSnapshotReader() {
        table.source().requireUnrestricted("A direct look into snapshots");
        return super.newSnapshotReader();
    }

    @Override
    public SimpleFileReader<ManifestFileMeta> manifestListReader() {
        return table.manifestListReader();
    }

    @Override
    public SimpleFileReader<ManifestEntry> manifestFileReader() {
        return table.manifestFileReader();
    }

    @Override
    public SimpleFileReader<IndexManifestEntry> indexManifestFileReader() {
        return table.indexManifestFileReader();
    }

    @Override
    public DataTable switchToBranch(String branchName) {
        return new PolicyReadOptimizedTable((PolicyTable) table.switchToBranch(branchName));
    }

    @Override
    public Table copy(Map<String, String> dynamicOptions) {
        return new PolicyReadOptimizedTable((PolicyTable) table.copy(dynamicOptions));
    }
}
