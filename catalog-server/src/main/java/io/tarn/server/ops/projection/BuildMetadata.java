package io.tarn.server.ops.projection;

import io.tarn.server.files.StorageException;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.ops.projection.Projection.Way;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the Iceberg metadata of a state: from the projection before and what differs where that is enough, else from all
 * files, with what still holds of the projection before, else from the beginning. Nothing names what is made.
 */
public final class BuildMetadata {
    private static final Logger LOG = LoggerFactory.getLogger(BuildMetadata.class);

    private final PlanTable plans;
    private final TableContents contents;
    private final IcebergFiles iceberg;

    public BuildMetadata(PlanTable plans, TableContents contents, IcebergFiles iceberg) {
        this.plans = plans;
        this.contents = contents;
        this.iceberg = iceberg;
    }

    /**
     * @param id of the build
     * @param extended whether it was made from what differs
     */
    public record Built(UUID id, Way way, int formatVersion, boolean extended, IcebergFiles.Written written) {}

    /**
     * @throws RefusedException when the state cannot be shown exactly
     * @throws StorageException when a file cannot be read or written
     */
    public Built build(Source source, Format wanted) {
        return extended(source).orElseGet(() -> whole(source, plans.plan(source, wanted)));
    }

    /** Empty when that is not enough. Whatever is wrong, the whole plan finds it again, or does without. */
    private Optional<Built> extended(Source source) {
        UUID id = Ids.next();
        try {
            return plans.increment(source)
                    .flatMap(increment -> iceberg.extend(
                                    source.storage(),
                                    id,
                                    increment,
                                    source.last().orElseThrow().metadata())
                            .map(written -> built(id, increment.plan(), true, written)));
        } catch (RefusedException | StorageException e) {
            LOG.atDebug()
                    .addKeyValue("table", source.relation().id())
                    .setCause(e)
                    .log("a table's Iceberg metadata is made from all of its files");
            return Optional.empty();
        }
    }

    private Built whole(Source source, Plan plan) {
        var positions = contents.positions(source.storage());
        Optional<Location> last = source.last().map(Source.Last::metadata);
        UUID id = Ids.next();
        try {
            return built(id, plan, false, iceberg.write(source.storage(), id, plan, last, positions));
        } catch (StorageException e) {
            if (last.isEmpty()) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("metadata", last.get())
                    .setCause(e)
                    .log("a table's Iceberg metadata cannot be continued, and is made from the beginning");
            UUID again = Ids.next();
            return built(again, plan, false, iceberg.write(source.storage(), again, plan, Optional.empty(), positions));
        }
    }

    private static Built built(UUID id, Plan plan, boolean extended, IcebergFiles.Written written) {
        return new Built(id, plan.way(), plan.formatVersion(), extended, written);
    }
}
