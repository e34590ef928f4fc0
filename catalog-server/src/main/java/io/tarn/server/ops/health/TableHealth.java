package io.tarn.server.ops.health;

import io.tarn.server.model.Ownership;
import io.tarn.server.model.Statistics;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * How a branch of a table is.
 *
 * @param at when this was found, in epoch milliseconds
 * @param sizes now; unknown while nobody has counted, and of external tables
 * @param last empty when nothing was committed, or when storage decides of the table and the database does not know
 * @param recent of the newest snapshots that the database still has
 * @param day of the whole table, with all its branches
 */
public record TableHealth(
        UUID id, Ownership ownership, long at, Statistics sizes, Optional<Last> last, Recent recent, Day day) {
    /**
     * The newest snapshot.
     *
     * @param at epoch milliseconds
     * @param by name of the principal
     * @param writer the commit user, which tells a writer's jobs apart
     * @param age in milliseconds, when this was found
     * @param watermark epoch milliseconds; empty when the writer says none
     */
    public record Last(
            long snapshot, long at, long age, String by, String writer, String kind, Optional<Watermark> watermark) {}

    /**
     * Up to when the data is complete, as a writer says.
     *
     * @param at epoch milliseconds
     * @param lag how long that was ago, in milliseconds, when this was found
     */
    public record Watermark(long at, long lag) {}

    /**
     * Of the newest snapshots; what one adds is the difference to the one before it. Sums are of those whose sizes and whose
     * predecessor's are known, and what was taken away counts below zero.
     *
     * @param commits how many snapshots that is
     * @param from when the oldest was committed, in epoch milliseconds; 0 without any
     * @param interval the median time between two, in milliseconds; empty for fewer than two
     * @param filesAdded by commits that added any
     * @param smallFilesAdded of these, by commits whose new files are small on the average
     * @param writers who made most of them, at most {@link GetTableHealth#WRITERS}
     */
    public record Recent(
            int commits,
            long from,
            OptionalLong interval,
            long records,
            long files,
            long bytes,
            long filesAdded,
            long smallFilesAdded,
            List<Writer> writers) {
        public Recent {
            writers = List.copyOf(writers);
        }
    }

    /** @param writer as in {@link Last}, with the newest commit's principal */
    public record Writer(String writer, String by, int commits) {}

    /**
     * Of the last 24 full hours and the one under way, up to some seconds ago.
     *
     * @param won commits that were applied
     * @param lost commits that were told that another was faster
     * @param partitions that commits said something about, of each commit, together
     */
    public record Day(long won, long lost, long partitions) {}
}
