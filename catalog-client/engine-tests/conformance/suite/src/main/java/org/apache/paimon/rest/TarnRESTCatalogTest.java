package org.apache.paimon.rest;

import io.tarn.conformance.ConformanceServer;
import io.tarn.conformance.DataTokenProxy;
import io.tarn.conformance.ExpectedFailures;
import io.tarn.conformance.Tester;
import io.tarn.engines.ServerProcess.CatalogSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.options.CatalogOptions;
import org.apache.paimon.options.Options;
import org.apache.paimon.utils.JsonSerdeUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Upstream's tests with Tarn in the place of upstream's mock. Compiled against the oldest version, so what newer ones add
 * has no {@code @Override}.
 */
@ExtendWith(ExpectedFailures.class)
public class TarnRESTCatalogTest extends RESTCatalogTest {

    private CatalogSettings settings;
    private Tester tester;
    private DataTokenProxy dataTokens;

    @BeforeEach
    @Override
    public void setUp() throws Exception {
        super.setUp();
        settings = ConformanceServer.shared().unusedCatalog();
        tester = ConformanceServer.shared().tester(settings);
        warehouse = settings.warehouse().toUri().toString();
        options = new Options();
        options.set(RESTCatalogOptions.URI, ConformanceServer.shared().uri());
        options.set(RESTCatalogOptions.TOKEN_PROVIDER, "bear");
        options.set(RESTCatalogOptions.TOKEN, ConformanceServer.shared().token());
        options.set(CatalogOptions.WAREHOUSE, settings.name());
        options.set(RESTTestFileIO.DATA_PATH_CONF_KEY, warehouse);
        restCatalog = new RESTCatalog(CatalogContext.create(options));
        catalog = restCatalog;
        // The tests begin with a catalog without databases.
        restCatalog.dropDatabase(Catalog.DEFAULT_DATABASE, false, false);
    }

    @AfterEach
    void closeDataTokens() {
        if (dataTokens != null) {
            // Upstream drops what the test has made only after this.
            catalog = restCatalog;
            dataTokens.close();
        }
    }

    @Override
    protected Catalog newRestCatalogWithDataToken() {
        return newRestCatalogWithDataToken(Map.of());
    }

    protected Catalog newRestCatalogWithDataToken(Map<String, String> extraOptions) {
        dataTokens = DataTokenProxy.before(ConformanceServer.shared().uri(), settings.name());
        Options withTokens = new Options(options.toMap());
        withTokens.set(RESTCatalogOptions.URI, dataTokens.uri());
        withTokens.set(RESTTokenFileIO.DATA_TOKEN_ENABLED, true);
        withTokens.set(RESTTestFileIO.DATA_PATH_CONF_KEY, settings.warehouse() + "/");
        extraOptions.forEach(withTokens::set);
        return new RESTCatalog(CatalogContext.create(withTokens));
    }

    @Override
    protected RESTToken getDataTokenFromRestServer(Identifier identifier) {
        return DataTokenStore.getDataToken(settings.name(), identifier.getFullName());
    }

    @Override
    protected void setDataTokenToRestServerForMock(Identifier identifier, RESTToken token) {
        DataTokenStore.putDataToken(settings.name(), identifier.getFullName(), token);
    }

    @Override
    protected void resetDataTokenOnRestServer(Identifier identifier) {
        DataTokenStore.removeDataToken(settings.name(), identifier.getFullName());
    }

    @Override
    protected void revokeTablePermission(Identifier identifier) {
        tester.mayOnlySee(identifier.getDatabaseName(), identifier.getTableName());
    }

    @Override
    protected void revokeDatabasePermission(String database) {
        tester.mayNothingIn(database);
    }

    @Override
    protected void authTableColumns(Identifier identifier, List<String> columns) {
        tester.mayOnlyRead(identifier.getDatabaseName(), identifier.getTableName(), columns);
    }

    /** @param columnMasking null for none */
    protected void setColumnMasking(Identifier identifier, Map<String, ?> columnMasking) {
        Map<String, String> transforms = new HashMap<>();
        Map<String, ?> masks = columnMasking == null ? Map.of() : columnMasking;
        masks.forEach((column, transform) -> transforms.put(column, JsonSerdeUtil.toFlatJson(transform)));
        tester.seesMasked(identifier.getDatabaseName(), identifier.getTableName(), transforms);
    }

    /** @param rowFilters null for none */
    protected void setRowFilter(Identifier identifier, List<?> rowFilters) {
        if (rowFilters == null) {
            tester.seesAllRows(identifier.getDatabaseName(), identifier.getTableName());
            return;
        }
        String predicates = rowFilters.stream().map(JsonSerdeUtil::toFlatJson).collect(Collectors.joining(","));
        tester.seesRows(
                identifier.getDatabaseName(),
                identifier.getTableName(),
                rowFilters.size() == 1
                        ? predicates
                        : "{\"kind\":\"COMPOUND\",\"function\":\"AND\",\"children\":[" + predicates + "]}");
    }

    @Override
    protected void updateSnapshotOnRestServer(
            Identifier identifier,
            Snapshot snapshot,
            long recordCount,
            long fileSizeInBytes,
            long fileCount,
            long lastFileCreationTime) {
        throw needs("a way to set a table's snapshot without a commit");
    }

    private static UnsupportedOperationException needs(String what) {
        return new UnsupportedOperationException("needs " + what);
    }
}
