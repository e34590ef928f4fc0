package io.tarn.server.ops.projection;

import io.tarn.server.model.Limits;
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
     * @throws RefusedException when it cannot be shown exactly
     * @throws io.tarn.server.files.StorageException when a file cannot be read
     */
    public Plan plan(Source source, Format wanted) {
        Relation relation = source.relation();
        Optional<Plan> empty =
                withoutFiles(relation, source.current(), source.snapshot().isEmpty(), wanted);
        if (empty.isPresent()) {
            return empty.get();
        }
        SourceSchema schema = contents.schema(source.current());
        TableContents.Contents read = contents.read(
                source.storage(),
                relation.location(),
                source.current(),
                source.schemas(),
                source.snapshot().orElseThrow());
        rules(schema, source.schemas()).check(read.files());
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

    /**
     * The plan of a table that has no files, and needs none to be read; otherwise empty.
     *
     * @throws RefusedException when it cannot be shown exactly, whatever files it has
     */
    Optional<Plan> withoutFiles(Relation relation, TableSchema current, boolean nothingCommitted, Format wanted) {
        ProjectionRules.check(relation);
        SourceSchema schema = contents.schema(current);
        ProjectionRules.check(schema);
        return nothingCommitted
                ? Optional.of(new Plan(
                        relation.id(),
                        relation.location(),
                        version(schema, List.of(), wanted),
                        schema.keyed() ? Way.COMPACTED : Way.APPEND,
                        schema,
                        Optional.empty(),
                        List.of()))
                : Optional.empty();
    }

    /**
     * What makes the projection before into one of this state, where it can be told from what differs between the two
     * snapshots; otherwise empty, and only the whole plan tells.
     *
     * @throws RefusedException when it cannot be shown exactly
     * @throws io.tarn.server.files.StorageException when a file cannot be read
     */
    public Optional<Increment> increment(Source source) {
        // Where files replace rows of others, or vectors do, a file's place depends on all of its bucket's.
        Optional<String> before = source.last()
                .filter(last -> last.way() == Way.APPEND && last.formatVersion() == Format.V2.version())
                .flatMap(Source.Last::snapshot);
        SourceSchema schema = contents.schema(source.current());
        if (before.isEmpty() || schema.keyed() || schema.is("deletion-vectors.enabled")) {
            return Optional.empty();
        }
        return contents.difference(
                        source.storage(),
                        source.relation().location(),
                        source.current(),
                        source.schemas(),
                        before.get(),
                        source.snapshot().orElseThrow())
                .filter(difference -> difference.live() <= Limits.PROJECTED_FILES)
                .map(difference -> increment(source, schema, difference));
    }

    private Increment increment(Source source, SourceSchema schema, TableContents.Difference difference) {
        List<SourceFile> files = difference.contents().files();
        rules(schema, source.schemas()).check(files);
        Plan plan = new Plan(
                source.relation().id(),
                source.relation().location(),
                Format.V2.version(),
                Way.APPEND,
                schema,
                Optional.of(difference.contents()),
                files.stream().map(file -> new Plan.Ranked(file, 0)).toList());
        return new Increment(plan, difference.gone(), difference.live());
    }

    private FileRules rules(SourceSchema schema, List<TableSchema> schemas) {
        return new FileRules(schema, schemas.stream().map(contents::schema).toList());
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
