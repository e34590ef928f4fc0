package io.tarn.server;

import io.tarn.server.grpc.DatabaseRpcs;
import io.tarn.server.http.Json;
import io.tarn.server.http.Surface;
import io.tarn.server.iceberglib.projection.IcebergProjection;
import io.tarn.server.manage.PolicyRoutes;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.branches.ChangeHistory;
import io.tarn.server.ops.branches.CreateBranch;
import io.tarn.server.ops.branches.DropBranch;
import io.tarn.server.ops.branches.ForwardBranch;
import io.tarn.server.ops.branches.ListBranches;
import io.tarn.server.ops.branches.RenameBranch;
import io.tarn.server.ops.branches.ReplaceTable;
import io.tarn.server.ops.branches.RollbackSchema;
import io.tarn.server.ops.branches.RollbackTable;
import io.tarn.server.ops.changes.RecentChanges;
import io.tarn.server.ops.changes.WatchChanges;
import io.tarn.server.ops.databases.AlterDatabase;
import io.tarn.server.ops.databases.CreateDatabase;
import io.tarn.server.ops.databases.DropDatabase;
import io.tarn.server.ops.databases.GetDatabase;
import io.tarn.server.ops.databases.ListDatabases;
import io.tarn.server.ops.functions.AlterFunction;
import io.tarn.server.ops.functions.CreateFunction;
import io.tarn.server.ops.functions.DropFunction;
import io.tarn.server.ops.functions.GetFunction;
import io.tarn.server.ops.functions.ListAllFunctions;
import io.tarn.server.ops.functions.ListFunctionDetails;
import io.tarn.server.ops.functions.ListFunctions;
import io.tarn.server.ops.health.GetTableHealth;
import io.tarn.server.ops.partitions.ChangePartitions;
import io.tarn.server.ops.partitions.FilterPartitions;
import io.tarn.server.ops.partitions.FindPartitions;
import io.tarn.server.ops.partitions.ListPartitions;
import io.tarn.server.ops.policies.AuthorizeQuery;
import io.tarn.server.ops.policies.CreatePolicy;
import io.tarn.server.ops.policies.DataPolicies;
import io.tarn.server.ops.policies.DropPolicy;
import io.tarn.server.ops.policies.ListPolicies;
import io.tarn.server.ops.projection.GetProjection;
import io.tarn.server.ops.projection.ListProjections;
import io.tarn.server.ops.projection.ProjectTable;
import io.tarn.server.ops.snapshots.CommitObserver;
import io.tarn.server.ops.snapshots.CommitSnapshot;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.snapshots.ExternalHistory;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.GetSnapshot;
import io.tarn.server.ops.snapshots.ListSnapshots;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.ops.snapshots.PublishedHeads;
import io.tarn.server.ops.snapshots.SettleFiles;
import io.tarn.server.ops.tables.AlterTable;
import io.tarn.server.ops.tables.CreateTable;
import io.tarn.server.ops.tables.CurrentSchema;
import io.tarn.server.ops.tables.DropTable;
import io.tarn.server.ops.tables.GetTable;
import io.tarn.server.ops.tables.ListAllTables;
import io.tarn.server.ops.tables.ListSchemas;
import io.tarn.server.ops.tables.ListTableDetails;
import io.tarn.server.ops.tables.ListTables;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.ops.tables.PolicyColumns;
import io.tarn.server.ops.tables.RegisterTable;
import io.tarn.server.ops.tables.RenameTable;
import io.tarn.server.ops.tables.Restriction;
import io.tarn.server.ops.tables.VendCredentials;
import io.tarn.server.ops.tags.CreateTag;
import io.tarn.server.ops.tags.DeleteTag;
import io.tarn.server.ops.tags.GetTag;
import io.tarn.server.ops.tags.ListConsumers;
import io.tarn.server.ops.tags.ListTags;
import io.tarn.server.ops.tags.ResetConsumer;
import io.tarn.server.ops.views.AlterView;
import io.tarn.server.ops.views.CreateView;
import io.tarn.server.ops.views.DropView;
import io.tarn.server.ops.views.GetView;
import io.tarn.server.ops.views.ListAllViews;
import io.tarn.server.ops.views.ListViewDetails;
import io.tarn.server.ops.views.ListViews;
import io.tarn.server.ops.views.RenameView;
import io.tarn.server.paimon.BranchRoutes;
import io.tarn.server.paimon.ChangeRoutes;
import io.tarn.server.paimon.ConfigRoutes;
import io.tarn.server.paimon.DatabaseRoutes;
import io.tarn.server.paimon.FileFormatsJson;
import io.tarn.server.paimon.FunctionRoutes;
import io.tarn.server.paimon.PaimonSurface;
import io.tarn.server.paimon.PartitionRoutes;
import io.tarn.server.paimon.QueryAuthRoutes;
import io.tarn.server.paimon.SchemaRoutes;
import io.tarn.server.paimon.TableRoutes;
import io.tarn.server.paimon.TableTokenRoutes;
import io.tarn.server.paimon.TagRoutes;
import io.tarn.server.paimon.ViewRoutes;
import io.tarn.server.paimonlib.ManifestTruncation;
import io.tarn.server.paimonlib.PaimonContents;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.Store;
import java.time.Clock;

/** The Paimon protocol, wired by hand. */
final class PaimonSetUp {
    private final Store store;
    private final Catalogs catalogs;
    private final Access access;
    private final CommitSteps steps;
    private final Clock clock;
    private final SettleFiles settle;
    private final PublishedHeads heads;
    private final Publication publication;
    private final LoadBranch load;
    private final FileFormats formats;
    private final PaimonSchemas schemas;
    private final CurrentSchema current;
    private final LocationRules locations;
    private final PolicySetUp policies;
    private final PolicyColumns policyColumns;
    private final RecentChanges changes;
    private final CommitObserver observer;
    private final ProjectTable projections;

    PaimonSetUp(
            Store store,
            Catalogs catalogs,
            PolicySetUp policies,
            RecentChanges changes,
            CommitSteps steps,
            CommitObserver observer,
            Clock clock) {
        this.store = store;
        this.catalogs = catalogs;
        this.policies = policies;
        this.access = new Access(store, policies.guard());
        this.steps = steps;
        this.clock = clock;
        this.settle = new SettleFiles(store, steps);
        this.heads = PublishedHeads.toldLater(store);
        this.publication = new Publication(store, settle, heads, steps, observer);
        this.load = new LoadBranch(access, publication);
        this.formats = new FileFormatsJson();
        this.schemas = new PaimonSchemas();
        this.current = new CurrentSchema(publication, schemas);
        this.locations = new LocationRules(store);
        this.policyColumns = new PolicyColumns(schemas);
        this.changes = changes;
        this.observer = observer;
        this.projections = new ProjectTable(store, new PaimonContents(), new IcebergProjection(), clock);
    }

    Access access() {
        return access;
    }

    PublishedHeads heads() {
        return heads;
    }

    Surface surface() {
        return PaimonSurface.of(
                new ConfigRoutes(catalogs, access),
                new ChangeRoutes(catalogs, new WatchChanges(access, changes)),
                databases(),
                new TableRoutes(catalogs, tableOperations()),
                new TableTokenRoutes(catalogs, vending()),
                new SchemaRoutes(catalogs, schemaVersions()),
                new PartitionRoutes(catalogs, partitionOperations()),
                new BranchRoutes(catalogs, branchOperations()),
                new TagRoutes(catalogs, tagOperations()),
                new ViewRoutes(catalogs, viewOperations()),
                new FunctionRoutes(catalogs, functionOperations()),
                new QueryAuthRoutes(catalogs, queries()),
                policies.permissions(catalogs),
                PolicyRoutes.paimon(catalogs, tablePolicies()));
    }

    /** The row filters and column masks of tables. */
    PolicyRoutes.Operations tablePolicies() {
        return new PolicyRoutes.Operations(
                new ListPolicies(store, access),
                new CreatePolicy(access, current, schemas, Json::textOf, policies.changes(), policies.home()),
                new DropPolicy(access, policies.changes()));
    }

    VendCredentials vending() {
        return new VendCredentials(
                store, access, policies.guard(), locations, Restriction.ofPolicies(policies.guard()), clock);
    }

    ListSchemas schemaVersions() {
        return new ListSchemas(store, load);
    }

    AuthorizeQuery queries() {
        return new AuthorizeQuery(access, current, schemas, new DataPolicies(policies.authorizer()));
    }

    private DatabaseRoutes databases() {
        DatabaseRpcs.Operations ops = databaseOperations();
        return new DatabaseRoutes(catalogs, ops.list(), ops.create(), ops.get(), ops.alter(), ops.drop());
    }

    DatabaseRpcs.Operations databaseOperations() {
        return new DatabaseRpcs.Operations(
                new ListDatabases(store, access),
                new CreateDatabase(store, access, locations, clock),
                new GetDatabase(access),
                new AlterDatabase(store, access, locations, clock),
                new DropDatabase(store, access, clock));
    }

    TableRoutes.Operations tableOperations() {
        return new TableRoutes.Operations(
                new ListTables(store, access),
                new ListTableDetails(store, access, current),
                new ListAllTables(store, access),
                new CreateTable(store, access, locations, schemas, publication, clock),
                new RegisterTable(store, access, locations, schemas, clock),
                new GetTable(store, access, current),
                new AlterTable(store, access, locations, schemas, current, publication, policyColumns, clock),
                new DropTable(store, access, clock),
                new RenameTable(store, access, clock),
                new CommitSnapshot(
                        store, access, publication, new ExternalHistory(store, formats, steps), steps, observer, clock),
                new GetSnapshot(store, access, publication),
                new ListSnapshots(load, formats));
    }

    /** One for the whole server: it knows what it is making. */
    ProjectTable projections() {
        return projections;
    }

    GetProjection tableProjection() {
        return new GetProjection(access, projections);
    }

    ListProjections tableProjections() {
        return new ListProjections(store, access, projections);
    }

    GetTableHealth tableHealth() {
        return new GetTableHealth(store, access, formats, clock);
    }

    PartitionRoutes.Operations partitionOperations() {
        return new PartitionRoutes.Operations(
                new ListPartitions(store, access),
                new FindPartitions(store, access),
                new FilterPartitions(store, access, schemas),
                new ChangePartitions(store, access, clock));
    }

    BranchRoutes.Operations branchOperations() {
        ChangeHistory history = new ChangeHistory(store, settle, steps, clock);
        return new BranchRoutes.Operations(
                new ListBranches(store, access),
                new CreateBranch(store, load, formats, history, clock),
                new DropBranch(store, load, history, clock),
                new RenameBranch(store, load, history, clock),
                new ForwardBranch(store, load, formats, history),
                new RollbackTable(store, load, formats, history, clock),
                new RollbackSchema(store, load, formats, history, policyColumns),
                new ReplaceTable(
                        store,
                        locations,
                        schemas,
                        load,
                        formats,
                        new ManifestTruncation(formats, clock),
                        history,
                        policyColumns,
                        clock));
    }

    TagRoutes.Operations tagOperations() {
        return new TagRoutes.Operations(
                new ListTags(load),
                new CreateTag(store, load, formats, clock),
                new GetTag(load, formats),
                new DeleteTag(store, load),
                new ListConsumers(load, formats),
                new ResetConsumer(store, load, formats));
    }

    ViewRoutes.Operations viewOperations() {
        return new ViewRoutes.Operations(
                new ListViews(store, access),
                new ListViewDetails(store, access),
                new ListAllViews(store, access),
                new CreateView(store, access, schemas, clock),
                new GetView(access),
                new AlterView(store, access, clock),
                new DropView(store, access, clock),
                new RenameView(store, access, clock));
    }

    FunctionRoutes.Operations functionOperations() {
        return new FunctionRoutes.Operations(
                new ListFunctions(store, access),
                new ListFunctionDetails(store, access),
                new ListAllFunctions(store, access),
                new CreateFunction(store, access, schemas, clock),
                new GetFunction(access),
                new AlterFunction(store, access, clock),
                new DropFunction(store, access, clock));
    }
}
