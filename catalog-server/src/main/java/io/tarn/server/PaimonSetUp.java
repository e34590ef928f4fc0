package io.tarn.server;

import io.tarn.server.http.Surface;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.branches.ChangeHistory;
import io.tarn.server.ops.branches.CreateBranch;
import io.tarn.server.ops.branches.DropBranch;
import io.tarn.server.ops.branches.ForwardBranch;
import io.tarn.server.ops.branches.ListBranches;
import io.tarn.server.ops.branches.RenameBranch;
import io.tarn.server.ops.branches.ReplaceTable;
import io.tarn.server.ops.branches.RollbackSchema;
import io.tarn.server.ops.branches.RollbackTable;
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
import io.tarn.server.ops.partitions.ChangePartitions;
import io.tarn.server.ops.partitions.FilterPartitions;
import io.tarn.server.ops.partitions.FindPartitions;
import io.tarn.server.ops.partitions.ListPartitions;
import io.tarn.server.ops.snapshots.CommitSnapshot;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.snapshots.ExternalHistory;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.GetSnapshot;
import io.tarn.server.ops.snapshots.ListSnapshots;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.ops.snapshots.Publication;
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
import io.tarn.server.ops.tables.RegisterTable;
import io.tarn.server.ops.tables.RenameTable;
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
import io.tarn.server.paimon.ConfigRoutes;
import io.tarn.server.paimon.DatabaseRoutes;
import io.tarn.server.paimon.FileFormatsJson;
import io.tarn.server.paimon.FunctionRoutes;
import io.tarn.server.paimon.PaimonSurface;
import io.tarn.server.paimon.PartitionRoutes;
import io.tarn.server.paimon.SchemaRoutes;
import io.tarn.server.paimon.TableRoutes;
import io.tarn.server.paimon.TagRoutes;
import io.tarn.server.paimon.ViewRoutes;
import io.tarn.server.paimonlib.ManifestTruncation;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.Store;
import java.time.Clock;

/** The Paimon protocol, wired by hand. */
final class PaimonSetUp {
    private final Store store;
    private final Catalogs catalogs;
    private final Guard guard;
    private final CommitSteps steps;
    private final Clock clock;
    private final SettleFiles settle;
    private final Publication publication;
    private final LoadBranch load;
    private final FileFormats formats;
    private final PaimonSchemas schemas;
    private final CurrentSchema current;
    private final LocationRules locations;

    PaimonSetUp(Store store, Catalogs catalogs, Guard guard, CommitSteps steps, Clock clock) {
        this.store = store;
        this.catalogs = catalogs;
        this.guard = guard;
        this.steps = steps;
        this.clock = clock;
        this.settle = new SettleFiles(store, steps);
        this.publication = new Publication(store, settle, steps);
        this.load = new LoadBranch(store, publication);
        this.formats = new FileFormatsJson();
        this.schemas = new PaimonSchemas();
        this.current = new CurrentSchema(publication, schemas);
        this.locations = new LocationRules(store);
    }

    Surface surface() {
        return PaimonSurface.of(
                new ConfigRoutes(catalogs, guard),
                databases(),
                tables(),
                new SchemaRoutes(catalogs, new ListSchemas(store, guard, load)),
                partitions(),
                branches(),
                tags(),
                views(),
                functions());
    }

    private DatabaseRoutes databases() {
        return new DatabaseRoutes(
                catalogs,
                new ListDatabases(store, guard),
                new CreateDatabase(store, guard, locations, clock),
                new GetDatabase(store, guard),
                new AlterDatabase(store, guard, locations, clock),
                new DropDatabase(store, guard, clock));
    }

    private TableRoutes tables() {
        return new TableRoutes(
                catalogs,
                new TableRoutes.Operations(
                        new ListTables(store, guard),
                        new ListTableDetails(store, guard, current),
                        new ListAllTables(store, guard),
                        new CreateTable(store, guard, locations, schemas, publication, clock),
                        new RegisterTable(store, guard, locations, schemas, clock),
                        new GetTable(store, guard, current),
                        new AlterTable(store, guard, locations, schemas, current, publication, clock),
                        new DropTable(store, guard, clock),
                        new RenameTable(store, guard, clock),
                        new CommitSnapshot(
                                store, guard, publication, new ExternalHistory(formats, steps), steps, clock),
                        new GetSnapshot(store, guard, publication),
                        new ListSnapshots(guard, load, formats)));
    }

    private PartitionRoutes partitions() {
        return new PartitionRoutes(
                catalogs,
                new PartitionRoutes.Operations(
                        new ListPartitions(store, guard),
                        new FindPartitions(store, guard),
                        new FilterPartitions(store, guard, schemas),
                        new ChangePartitions(store, guard, clock)));
    }

    private BranchRoutes branches() {
        ChangeHistory history = new ChangeHistory(store, settle, steps, clock);
        return new BranchRoutes(
                catalogs,
                new BranchRoutes.Operations(
                        new ListBranches(store, guard),
                        new CreateBranch(store, guard, load, formats, history, clock),
                        new DropBranch(store, guard, load, history, clock),
                        new RenameBranch(store, guard, load, history, clock),
                        new ForwardBranch(store, guard, load, formats, history),
                        new RollbackTable(store, guard, load, formats, history, clock),
                        new RollbackSchema(store, guard, load, formats, history),
                        new ReplaceTable(
                                store,
                                guard,
                                locations,
                                schemas,
                                load,
                                formats,
                                new ManifestTruncation(formats, clock),
                                history,
                                clock)));
    }

    private TagRoutes tags() {
        return new TagRoutes(
                catalogs,
                new TagRoutes.Operations(
                        new ListTags(guard, load),
                        new CreateTag(guard, load, formats, clock),
                        new GetTag(guard, load, formats),
                        new DeleteTag(guard, load),
                        new ListConsumers(guard, load, formats),
                        new ResetConsumer(guard, load, formats)));
    }

    private ViewRoutes views() {
        return new ViewRoutes(
                catalogs,
                new ViewRoutes.Operations(
                        new ListViews(store, guard),
                        new ListViewDetails(store, guard),
                        new ListAllViews(store, guard),
                        new CreateView(store, guard, schemas, clock),
                        new GetView(store, guard),
                        new AlterView(store, guard, clock),
                        new DropView(store, guard),
                        new RenameView(store, guard, clock)));
    }

    private FunctionRoutes functions() {
        return new FunctionRoutes(
                catalogs,
                new FunctionRoutes.Operations(
                        new ListFunctions(store, guard),
                        new ListFunctionDetails(store, guard),
                        new ListAllFunctions(store, guard),
                        new CreateFunction(store, guard, schemas, clock),
                        new GetFunction(store, guard),
                        new AlterFunction(store, guard, clock),
                        new DropFunction(store, guard)));
    }
}
