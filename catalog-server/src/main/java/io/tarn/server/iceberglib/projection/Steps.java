package io.tarn.server.iceberglib.projection;

import io.tarn.server.ops.projection.Plan;
import io.tarn.server.ops.projection.SourceFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.DeleteFile;

/** The commits that make the projection before into the one that is wanted: what goes, then file after file by rank. */
final class Steps {
    private final Plan plan;
    private final Entries entries;
    private final LastBuild had;
    private final Changes changes;
    private final Collection<DeleteFile> goneVectors;
    private final PositionFiles positions;

    Steps(
            Plan plan,
            Entries entries,
            LastBuild had,
            Changes changes,
            Collection<DeleteFile> goneVectors,
            PositionFiles positions) {
        this.plan = plan;
        this.entries = entries;
        this.had = had;
        this.changes = changes;
        this.goneVectors = goneVectors;
        this.positions = positions;
    }

    List<Step> list() {
        List<Step> steps = new ArrayList<>();
        Step first = new Step();
        first.goneData().addAll(changes.goneData());
        first.goneDeletes().addAll(changes.goneDeletes());
        first.goneDeletes().addAll(goneVectors);
        first.goneDeletes().addAll(positions.gone());
        // What goes and comes again in one commit would not come.
        Step current = first;
        if (changes.readded()) {
            steps.add(first);
            current = new Step();
        }
        current.deletes().addAll(positions.added());
        if (plan.formatVersion() > 2) {
            newVectors(current);
        }
        for (var rank : changes.added().entrySet()) {
            if (!current.empty() && (rank.getKey() > 0 || hasEquality(current))) {
                steps.add(current);
                current = new Step();
            }
            for (SourceFile file : rank.getValue()) {
                current.data().add(entries.data(file));
                if (rank.getKey() > 0) {
                    current.deletes().add(entries.equality(file));
                }
            }
        }
        steps.add(current);
        return steps.stream().filter(step -> !step.empty()).toList();
    }

    private static boolean hasEquality(Step step) {
        return step.deletes().stream().anyMatch(file -> file.equalityFieldIds() != null);
    }

    private void newVectors(Step step) {
        for (Plan.Ranked ranked : plan.files()) {
            SourceFile file = ranked.file();
            DeleteFile there = had.vector(file.path());
            if (file.vector().isPresent() && (there == null || !Changes.same(there, file))) {
                step.deletes().add(entries.vector(file, file.vector().orElseThrow()));
            }
        }
    }
}
