package io.tarn.server.ops.adoption;

import io.tarn.server.files.TableFiles;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.adoption.FoundTable.Position;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.ops.tables.TableOptions;
import io.tarn.server.ops.tables.TableSchemas;
import io.tarn.server.store.LocationClaims;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a table that no row knows yet: all that a row will say of it, checked as a request's would be. */
final class ReadTable {
    private final LocationRules locations;
    private final TableSchemas schemas;
    private final FileFormats formats;

    ReadTable(LocationRules locations, TableSchemas schemas, FileFormats formats) {
        this.locations = locations;
        this.schemas = schemas;
        this.formats = formats;
    }

    /** Costs some listings and reads no file. */
    static Position position(Catalogs.Entry catalog, Location location) {
        Map<String, Position.Point> points = new HashMap<>();
        for (String branch : branches(catalog, location)) {
            TableFiles files = new TableFiles(catalog.storage(), location, branch);
            points.put(
                    branch,
                    new Position.Point(
                            files.schemaIds().stream().findFirst().orElse(-1L),
                            files.snapshotIds().stream().findFirst().orElse(0L)));
        }
        return new Position(points);
    }

    private static List<String> branches(Catalogs.Entry catalog, Location location) {
        List<String> branches = new ArrayList<>(List.of(TableName.MAIN));
        branches.addAll(TableFiles.branches(catalog.storage(), location));
        return branches;
    }

    /**
     * @param history whether to read snapshots and branches, or the schemas of main alone
     * @throws TarnException NOT_SUPPORTED for a table without history; INVALID_SCHEMA, INVALID_LOCATION, INVALID_NAME and
     *     INTERNAL for one whose files the server cannot keep to, all saying which
     */
    FoundTable read(Catalogs.Entry catalog, Location location, boolean history) {
        List<FoundTable.Branch> found = new ArrayList<>();
        for (String branch : history ? branches(catalog, location) : List.of(TableName.MAIN)) {
            found.add(branch(catalog, location, branch, history));
        }
        return new FoundTable(location, kind(found.get(0)), found);
    }

    private TableKind kind(FoundTable.Branch main) {
        TableKind kind = TableOptions.kind(schemas.options(main.schema()));
        if (!kind.hasHistory()) {
            throw TarnException.of(
                    ErrorCode.NOT_SUPPORTED,
                    "it is of type '" + kind.word() + "', which has no history to take over: create it again in Tarn");
        }
        return kind;
    }

    private FoundTable.Branch branch(Catalogs.Entry catalog, Location location, String branch, boolean history) {
        checkName(branch);
        TableFiles files = new TableFiles(catalog.storage(), location, branch);
        List<TableSchema> found = new ArrayList<>();
        for (long id : ascending(files.schemaIds())) {
            files.readSchema(id)
                    .map(body -> readable(branch, new TableSchema(id, body)))
                    .ifPresent(found::add);
        }
        if (found.isEmpty()) {
            throw TarnException.of(ErrorCode.INVALID_SCHEMA, "branch '" + branch + "' has no schema file");
        }
        Map<String, String> options = new HashMap<>(schemas.options(found.get(found.size() - 1)));
        options.remove(TableOptions.PATH);
        locations.checkOptions(catalog, options, LocationClaims.NOBODY);
        return new FoundTable.Branch(branch, found, history ? snapshots(files, branch, found) : List.of());
    }

    private static void checkName(String branch) {
        Names.check("branch", branch);
        if (branch.chars().allMatch(Character::isDigit)) {
            throw TarnException.of(
                    ErrorCode.INVALID_NAME, "the name of its branch '" + branch + "' consists of digits only");
        }
    }

    /** The options of older schemas are read nowhere, but a text that is no schema would stop readers of old files. */
    private TableSchema readable(String branch, TableSchema schema) {
        if (schema.body().length() > Limits.TEXT_LENGTH || !schemas.isReadable(schema)) {
            throw TarnException.of(
                    ErrorCode.INVALID_SCHEMA,
                    "schema-" + schema.id() + " of branch '" + branch + "' is not a schema that the server reads");
        }
        return schema;
    }

    private List<Snapshot> snapshots(TableFiles files, String branch, List<TableSchema> known) {
        List<Long> ids = ascending(files.snapshotIds());
        List<Snapshot> found = new ArrayList<>();
        for (long id : ids.subList(Math.max(0, ids.size() - Limits.ADOPTED_SNAPSHOTS), ids.size())) {
            // One that is gone was expired meanwhile.
            Optional<String> text = files.readSnapshot(id);
            if (text.isPresent()) {
                found.add(snapshot(branch, id, text.get(), known));
            }
        }
        return found;
    }

    private Snapshot snapshot(String branch, long id, String text, List<TableSchema> known) {
        Snapshot snapshot;
        try {
            snapshot = formats.snapshot(text).asWritten(text);
        } catch (TarnException e) {
            throw TarnException.causedBy(
                    ErrorCode.INTERNAL, "snapshot-" + id + " of branch '" + branch + "' cannot be read", e);
        }
        if (snapshot.id() != id || text.length() > Limits.TEXT_LENGTH) {
            throw TarnException.of(
                    ErrorCode.INTERNAL, "snapshot-" + id + " of branch '" + branch + "' is not what its name says");
        }
        if (snapshot.schemaId() > known.get(known.size() - 1).id()) {
            throw TarnException.of(
                    ErrorCode.INTERNAL,
                    "snapshot-" + id + " of branch '" + branch + "' needs schema " + snapshot.schemaId()
                            + ", which is not there");
        }
        return snapshot;
    }

    private static List<Long> ascending(List<Long> newestFirst) {
        List<Long> ids = new ArrayList<>(newestFirst);
        Collections.reverse(ids);
        return ids;
    }
}
