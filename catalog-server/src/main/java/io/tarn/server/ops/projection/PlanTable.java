package io.tarn.server.ops.projection;

import io.tarn.server.files.Storage;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.projection.Projection.Way;
import java.util.List;
import java.util.Optional;

/** Decides whether and how a state of a table is shown. */
public final class PlanTable {
    private final TableContents contents;

    public PlanTable(TableContents contents) {
        this.contents = contents;
    }

    /**
     * @param snapshot the newest, as its writer sent it; empty while nothing was committed
     * @param schemas of every version that a file may have
     * @throws RefusedException when it cannot be shown exactly
     * @throws io.tarn.server.files.StorageException when a file cannot be read
     */
    public Plan plan(
            Storage storage,
            Relation relation,
            TableSchema current,
            List<TableSchema> schemas,
            Optional<String> snapshot,
            Format wanted) {
        ProjectionRules.check(relation);
        SourceSchema schema = contents.schema(current);
        ProjectionRules.check(schema);
        if (snapshot.isEmpty()) {
            return new Plan(
                    relation.id(),
                    relation.location(),
                    version(schema, List.of(), wanted),
                    schema.keyed() ? Way.COMPACTED : Way.APPEND,
                    schema,
                    Optional.empty(),
                    List.of());
        }
        TableContents.Contents read =
                contents.read(storage, relation.location(), current, schemas, snapshot.orElseThrow());
        new FileRules(schema, schemas.stream().map(contents::schema).toList()).check(read.files());
        RunOrder order = new RunOrder(schema);
        List<Plan.Ranked> files = order.rank(read.files());
        return new Plan(
                relation.id(),
                relation.location(),
                version(schema, read.files(), wanted),
                way(schema, read.files(), order.merges()),
                schema,
                Optional.of(read),
                files);
    }

    private static Way way(SourceSchema schema, List<SourceFile> files, boolean merges) {
        if (merges) {
            return Way.EQUALITY_DELETES;
        }
        if (files.stream().anyMatch(file -> file.vector().isPresent())) {
            return Way.DELETION_VECTORS;
        }
        return schema.keyed() ? Way.COMPACTED : Way.APPEND;
    }

    /** Version 3 only where it has something for the reader: vectors that are read where they are. */
    private static int version(SourceSchema schema, List<SourceFile> files, Format wanted) {
        boolean narrow = files.stream().flatMap(file -> file.vector().stream()).anyMatch(vector -> !vector.wide());
        boolean vectors = schema.is("deletion-vectors.enabled") && schema.is("deletion-vectors.bitmap64");
        return wanted == Format.V3 && vectors && !narrow ? Format.V3.version() : Format.V2.version();
    }
}
