package io.tarn.paimon;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.paimon.FileStore;
import org.apache.paimon.manifest.IndexManifestEntry;
import org.apache.paimon.manifest.ManifestEntry;
import org.apache.paimon.manifest.ManifestFileMeta;
import org.apache.paimon.schema.TableSchema;
import org.apache.paimon.stats.Statistics;
import org.apache.paimon.table.DelegatedFileStoreTable;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.query.LocalTableQuery;
import org.apache.paimon.table.source.DataTableScan;
import org.apache.paimon.table.source.InnerTableRead;
import org.apache.paimon.table.source.StreamDataTableScan;
import org.apache.paimon.table.source.snapshot.SnapshotReader;
import org.apache.paimon.utils.SimpleFileReader;

/**
 * A table whose catalog may hide rows and values. It encloses whatever Paimon makes of the table, with its branches and
 * fallbacks, so the policy of the table holds for all of that, and none of its options ends it.
 *
 * <p>The table in it also has query auth switched on: what a later version of Paimon adds, and this class does not know,
 * is at least as closed as it is without the plugin. Only the scans and reads that are guarded here are of a table without.
 */
final class PolicyTable extends DelegatedFileStoreTable {
    static final String QUERY_AUTH = "query-auth.enabled";

    private static final long serialVersionUID = 1L;

    private final PolicySource source;
    private final CurrentNames names;

    private PolicyTable(FileStoreTable wrapped, PolicySource source, CurrentNames names) {
        super(wrapped);
        this.source = source;
        this.names = names;
    }

    /** @param table as the catalog describes it, whose options say that the catalog is to be asked */
    static PolicyTable of(FileStoreTable table, PolicySource source) {
        return new PolicyTable(table, source, new CurrentNames(table.rowType()));
    }

    /** Whether the catalog says that it is to be asked about the table. */
    static boolean isAskedFor(Map<String, String> options) {
        return Boolean.parseBoolean(options.get(QUERY_AUTH));
    }

    PolicySource source() {
        return source;
    }

    /** The table without query auth, for what guards its scans and reads itself. */
    FileStoreTable open() {
        return wrapped.copyWithoutTimeTravel(Collections.singletonMap(QUERY_AUTH, "false"));
    }

    /** A scan of the open table under the policy. */
    <T extends DataTableScan> T guard(T scan) {
        return PolicyScan.guard(scan, source, names, rowType(), partitionKeys());
    }

    private static Map<String, String> locked(Map<String, String> options) {
        Map<String, String> locked = new HashMap<>(options);
        locked.put(QUERY_AUTH, "true");
        return locked;
    }

    private PolicyTable with(FileStoreTable table) {
        return new PolicyTable(table, source, names);
    }

    @Override
    public FileStoreTable copy(Map<String, String> dynamicOptions) {
        return with(wrapped.copy(locked(dynamicOptions)));
    }

    @Override
    public FileStoreTable copy(TableSchema newTableSchema) {
        return with(wrapped.copy(newTableSchema.copy(locked(newTableSchema.options()))));
    }

    @Override
    public FileStoreTable copyWithoutTimeTravel(Map<String, String> dynamicOptions) {
        return with(wrapped.copyWithoutTimeTravel(locked(dynamicOptions)));
    }

    @Override
    public FileStoreTable copyWithLatestSchema() {
        return with(wrapped.copyWithLatestSchema().copyWithoutTimeTravel(locked(Collections.emptyMap())));
    }

    @Override
    public FileStoreTable switchToBranch(String branchName) {
        return with(wrapped.switchToBranch(branchName).copyWithoutTimeTravel(locked(Collections.emptyMap())));
    }

    @Override
    public DataTableScan newScan() {
        return guard(open().newScan());
    }

    @Override
    public StreamDataTableScan newStreamScan() {
        return guard(open().newStreamScan());
    }

    @Override
    public InnerTableRead newRead() {
        FileStoreTable open = open();
        return new PolicyRead(open::newRead, source, names, rowType());
    }

    /**
     * With it files are looked into past the table: an engine's own cache does so for system tables. Writers do so, too, so it
     * is there for those that may write.
     */
    @Override
    public FileStore<?> store() {
        return source.allowsFiles() ? wrapped.store() : RestrictedStore.around(wrapped.store(), source);
    }

    @Override
    public SnapshotReader newSnapshotReader() {
        source.requireUnrestricted("A direct look into snapshots");
        return wrapped.newSnapshotReader();
    }

    @Override
    public LocalTableQuery newLocalTableQuery() {
        source.requireUnrestricted("A lookup in files");
        return wrapped.newLocalTableQuery();
    }

    @Override
    public SimpleFileReader<ManifestFileMeta> manifestListReader() {
        source.requireUnrestricted("A manifest");
        return wrapped.manifestListReader();
    }

    @Override
    public SimpleFileReader<ManifestEntry> manifestFileReader() {
        source.requireUnrestricted("A manifest");
        return wrapped.manifestFileReader();
    }

    @Override
    public SimpleFileReader<IndexManifestEntry> indexManifestFileReader() {
        source.requireUnrestricted("A manifest");
        return wrapped.indexManifestFileReader();
    }

    /** Planners ask for them with every query, so there are none instead of a refusal. */
    @Override
    public Optional<Statistics> statistics() {
        Optional<Statistics> statistics = wrapped.statistics();
        return statistics.isPresent() && source.restricts() ? Optional.empty() : statistics;
    }
}
