package io.tarn.server;

import io.tarn.server.http.Surface;
import io.tarn.server.iceberg.ConfigRoutes;
import io.tarn.server.iceberg.IcebergSurface;
import io.tarn.server.iceberg.NamespaceRoutes;
import io.tarn.server.iceberg.SigningRoutes;
import io.tarn.server.iceberg.TableRoutes;
import io.tarn.server.iceberg.ViewRoutes;
import io.tarn.server.iceberglib.IcebergDocuments;
import io.tarn.server.iceberglib.IcebergViewDocuments;
import io.tarn.server.manage.ReportRoutes;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.databases.AlterDatabase;
import io.tarn.server.ops.databases.CreateDatabase;
import io.tarn.server.ops.databases.GetDatabase;
import io.tarn.server.ops.databases.ListDatabases;
import io.tarn.server.ops.iceberg.ApplyChanges;
import io.tarn.server.ops.iceberg.CommitTables;
import io.tarn.server.ops.iceberg.CommitView;
import io.tarn.server.ops.iceberg.CreateTable;
import io.tarn.server.ops.iceberg.CreateView;
import io.tarn.server.ops.iceberg.DropNamespace;
import io.tarn.server.ops.iceberg.DropTable;
import io.tarn.server.ops.iceberg.IcebergPlaces;
import io.tarn.server.ops.iceberg.ListTables;
import io.tarn.server.ops.iceberg.ListViews;
import io.tarn.server.ops.iceberg.LoadTable;
import io.tarn.server.ops.iceberg.LoadView;
import io.tarn.server.ops.iceberg.MetadataFiles;
import io.tarn.server.ops.iceberg.NativeTables;
import io.tarn.server.ops.iceberg.NativeViews;
import io.tarn.server.ops.iceberg.PaimonTables;
import io.tarn.server.ops.iceberg.ReadRestrictions;
import io.tarn.server.ops.iceberg.RegisterTable;
import io.tarn.server.ops.iceberg.RenameRelation;
import io.tarn.server.ops.iceberg.ReportMetrics;
import io.tarn.server.ops.iceberg.SignRequest;
import io.tarn.server.ops.iceberg.TableDocuments;
import io.tarn.server.ops.iceberg.TableRows;
import io.tarn.server.ops.iceberg.ViewDocuments;
import io.tarn.server.ops.idempotency.KeyedRequests;
import io.tarn.server.ops.policies.DataPolicies;
import io.tarn.server.ops.privileges.FreshAuthorizer;
import io.tarn.server.ops.projection.ProjectTable;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.ops.tables.PolicyColumns;
import io.tarn.server.ops.tables.RenameTable;
import io.tarn.server.ops.tables.VendCredentials;
import io.tarn.server.ops.views.DropView;
import io.tarn.server.ops.views.RenameView;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;

/** Iceberg's REST protocol, wired by hand. */
final class IcebergSetUp {
    private final Store store;
    private final Catalogs catalogs;
    private final Access access;
    private final Clock clock;
    private final VendCredentials vending;
    private final LocationRules locations;
    private final TableDocuments documents;
    private final MetadataFiles files;
    private final IcebergPlaces places;
    private final NativeTables tables;
    private final ViewDocuments viewDocuments;
    private final NativeViews views;
    private final Guard guard;
    private final KeyedRequests requests;
    private final CommitSteps steps;
    private final FreshAuthorizer authorizer;
    private final ProjectTable projections;
    private final LoadView loadView;
    private final ReportMetrics reports;
    private final RenameRelation rename;

    IcebergSetUp(
            Store store,
            Catalogs catalogs,
            Access access,
            Guard guard,
            FreshAuthorizer authorizer,
            ProjectTable projections,
            VendCredentials vending,
            KeyedRequests requests,
            CommitSteps steps,
            Clock clock) {
        this.steps = steps;
        this.requests = requests;
        this.guard = guard;
        this.authorizer = authorizer;
        this.projections = projections;
        this.vending = vending;
        this.store = store;
        this.catalogs = catalogs;
        this.access = access;
        this.clock = clock;
        this.locations = new LocationRules(store);
        this.documents = new IcebergDocuments();
        this.files = new MetadataFiles(documents);
        this.places = new IcebergPlaces(access, locations, files);
        this.tables = new NativeTables(store, access);
        this.viewDocuments = new IcebergViewDocuments();
        this.views = new NativeViews(store, access, viewDocuments, files);
        this.loadView = new LoadView(views);
        this.reports = new ReportMetrics(store, tables);
        this.rename = new RenameRelation(
                store, tables, new RenameTable(store, access, clock), loadView, new RenameView(store, access, clock));
    }

    Surface surface() {
        return IcebergSurface.of(
                new ConfigRoutes(catalogs, access),
                new NamespaceRoutes(catalogs, namespaces(), requests),
                new TableRoutes(catalogs, tables(), requests),
                new SigningRoutes(catalogs, new SignRequest(store, tables, guard, locations, System::nanoTime)),
                new ViewRoutes(catalogs, views(), requests));
    }

    /** For its figures. */
    MetadataFiles files() {
        return files;
    }

    ReportRoutes reports() {
        return new ReportRoutes(catalogs, reports);
    }

    void schedule(Jobs jobs) {
        jobs.repeatToTheEnd("iceberg-reports", reports::write, Duration.ofSeconds(1));
    }

    private NamespaceRoutes.Operations namespaces() {
        return new NamespaceRoutes.Operations(
                new ListDatabases(store, access),
                new CreateDatabase(store, access, locations, clock),
                new GetDatabase(access),
                new AlterDatabase(store, access, locations, clock),
                new DropNamespace(store, access, clock));
    }

    private ViewRoutes.Operations views() {
        return new ViewRoutes.Operations(
                new ListViews(store, access),
                new CreateView(access, views, viewDocuments, places, clock),
                loadView,
                new CommitView(store, views, viewDocuments, places, clock),
                new DropView(store, access, clock),
                rename);
    }

    private ReadRestrictions restrictions(PaimonSchemas schemas) {
        return new ReadRestrictions(store, guard, authorizer, new DataPolicies(authorizer), schemas);
    }

    private TableRoutes.Operations tables() {
        PaimonSchemas schemas = new PaimonSchemas();
        TableRows rows = new TableRows(store, schemas, new PolicyColumns(schemas), clock);
        ApplyChanges apply = new ApplyChanges(store, files, steps);
        return new TableRoutes.Operations(
                new ListTables(store, access),
                new CreateTable(access, tables, documents, places, rows, apply),
                new LoadTable(
                        tables, files, new PaimonTables(store, projections, documents, files), restrictions(schemas)),
                new CommitTables(store, access, tables, documents, files, places, rows, apply),
                new RegisterTable(store, access, tables, files, places, rows),
                new DropTable(store, tables, files, clock),
                rename,
                reports,
                vending);
    }
}
