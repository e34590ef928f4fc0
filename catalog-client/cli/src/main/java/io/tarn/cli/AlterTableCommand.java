package io.tarn.cli;

import io.tarn.proto.v1.AlterTableRequest;
import io.tarn.proto.v1.SchemaChange;
import io.tarn.proto.v1.SchemaChange.AddColumn;
import io.tarn.proto.v1.SchemaChange.DropColumn;
import io.tarn.proto.v1.SchemaChange.Move;
import io.tarn.proto.v1.SchemaChange.RenameColumn;
import io.tarn.proto.v1.SchemaChange.UpdateColumnComment;
import io.tarn.proto.v1.SchemaChange.UpdateColumnNullability;
import io.tarn.proto.v1.SchemaChange.UpdateColumnType;
import io.tarn.proto.v1.TableServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "alter",
        description = {
            "Change a table: all changes or none.",
            "They are done in this order: columns are renamed, dropped, added, retyped; then options and comments."
        })
final class AlterTableCommand extends Group implements Callable<Integer> {
    @Parameters(paramLabel = "TABLE")
    String name = "";

    @Option(names = "--branch", paramLabel = "BRANCH", defaultValue = "")
    String branch = "";

    @Option(names = "--rename-column", paramLabel = "OLD=NEW")
    @Nullable
    Map<String, String> renamed;

    @Option(names = "--drop-column", paramLabel = "COLUMN")
    @Nullable
    List<String> dropped;

    @Option(names = "--add-column", paramLabel = "'NAME TYPE'", description = "At the end, or --first, or --after")
    @Nullable
    List<String> added;

    @Option(names = "--first", description = "Added columns come first")
    boolean first;

    @Option(names = "--after", paramLabel = "COLUMN", description = "Added columns come after this one")
    @Nullable
    String after;

    @Option(names = "--retype-column", paramLabel = "'NAME TYPE'")
    @Nullable
    List<String> retyped;

    @Option(names = "--nullable", paramLabel = "COLUMN", description = "It may be NULL")
    @Nullable
    List<String> nullable;

    @Option(names = "--not-null", paramLabel = "COLUMN", description = "It may not be NULL")
    @Nullable
    List<String> notNull;

    @Option(names = "--comment-column", paramLabel = "COLUMN=TEXT")
    @Nullable
    Map<String, String> comments;

    @Mixin
    CommonChanges common = new CommonChanges();

    AlterTableCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        ObjectPath path = ObjectPath.parse(name);
        List<SchemaChange> changes = changes();
        if (changes.isEmpty()) {
            throw new UsageException("Say what is to be changed: tarn help table alter");
        }
        cli.service(TableServiceGrpc::newBlockingStub)
                .alterTable(AlterTableRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setTable(path.table(branch))
                        .addAllChanges(changes)
                        .build());
        output().done("altered", "table", path.toString());
        return Exit.OK;
    }

    private List<SchemaChange> changes() {
        List<SchemaChange> changes = new ArrayList<>();
        all(renamed)
                .forEach((from, to) -> changes.add(SchemaChange.newBuilder()
                        .setRenameColumn(RenameColumn.newBuilder()
                                .addAllPath(ColumnText.path(from))
                                .setNewName(to))
                        .build()));
        all(dropped)
                .forEach(column -> changes.add(SchemaChange.newBuilder()
                        .setDropColumn(DropColumn.newBuilder().addAllPath(ColumnText.path(column)))
                        .build()));
        all(added).stream().map(ColumnText::parse).map(this::add).forEach(changes::add);
        all(retyped).stream()
                .map(ColumnText::parse)
                .map(AlterTableCommand::retype)
                .forEach(changes::add);
        all(nullable).forEach(column -> changes.add(nullability(column, true)));
        all(notNull).forEach(column -> changes.add(nullability(column, false)));
        all(comments)
                .forEach((column, text) -> changes.add(SchemaChange.newBuilder()
                        .setUpdateColumnComment(UpdateColumnComment.newBuilder()
                                .addAllPath(ColumnText.path(column))
                                .setComment(text))
                        .build()));
        common.set()
                .forEach(set ->
                        changes.add(SchemaChange.newBuilder().setSetOption(set).build()));
        common.unset()
                .forEach(unset -> changes.add(
                        SchemaChange.newBuilder().setRemoveOption(unset).build()));
        common.comment()
                .ifPresent(comment -> changes.add(
                        SchemaChange.newBuilder().setUpdateComment(comment).build()));
        return changes;
    }

    private SchemaChange add(ColumnText column) {
        AddColumn.Builder add = AddColumn.newBuilder()
                .addAllPath(ColumnText.path(column.name()))
                .setType(column.type());
        if (first) {
            add.setMove(Move.newBuilder().setColumn(column.name()).setPlace(Move.Place.PLACE_FIRST));
        } else if (after != null) {
            add.setMove(Move.newBuilder()
                    .setColumn(column.name())
                    .setPlace(Move.Place.PLACE_AFTER)
                    .setReference(after));
        }
        return SchemaChange.newBuilder().setAddColumn(add).build();
    }

    private static SchemaChange retype(ColumnText column) {
        return SchemaChange.newBuilder()
                .setUpdateColumnType(UpdateColumnType.newBuilder()
                        .addAllPath(ColumnText.path(column.name()))
                        .setNewType(column.type()))
                .build();
    }

    private static SchemaChange nullability(String column, boolean nullable) {
        return SchemaChange.newBuilder()
                .setUpdateColumnNullability(UpdateColumnNullability.newBuilder()
                        .addAllPath(ColumnText.path(column))
                        .setNullable(nullable))
                .build();
    }
}
