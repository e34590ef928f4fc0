package io.tarn.server.model;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What storage still owes after a change of a branch was decided in the database: the files that must go, and those that
 * must be there. Every step may be done again, and by several servers at once.
 *
 * @param id tells this plan from a later one of the same branch
 */
public record FilePlan(UUID id, UUID relationId, String branch, Work work) {

    /**
     * The steps, without an order of their own. What is to be written stands in the branch's rows; only tags, which live
     * in storage alone, are carried along.
     *
     * @param removeAll the branch's whole directory goes; nothing else is asked then
     * @param earliest where the hint to the oldest snapshot must point; 0 leaves it alone
     * @param removeChangelogs long-lived changelogs, by the id of their snapshot
     * @param writeTags file contents by the tag's name
     */
    public record Work(
            boolean removeAll,
            long earliest,
            List<Long> removeSnapshots,
            List<Long> writeSnapshots,
            List<Long> removeSchemas,
            List<Long> writeSchemas,
            List<Long> removeChangelogs,
            List<String> removeTags,
            Map<String, String> writeTags) {
        public Work {
            removeSnapshots = List.copyOf(removeSnapshots);
            writeSnapshots = List.copyOf(writeSnapshots);
            removeSchemas = List.copyOf(removeSchemas);
            writeSchemas = List.copyOf(writeSchemas);
            removeChangelogs = List.copyOf(removeChangelogs);
            removeTags = List.copyOf(removeTags);
            writeTags = Map.copyOf(writeTags);
        }

        /** The branch was dropped. */
        public static Work dropBranch() {
            return new Work(true, 0, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Map.of());
        }

        /** A branch begins: all its files are new. */
        public static Work create(List<Long> schemas, List<Long> snapshots, Map<String, String> tags) {
            long earliest = snapshots.stream().min(Long::compare).orElse(0L);
            return new Work(false, earliest, List.of(), snapshots, List.of(), schemas, List.of(), List.of(), tags);
        }

        /** Only the newest schemas go. */
        public static Work removeSchemas(List<Long> schemas) {
            return new Work(false, 0, List.of(), List.of(), schemas, List.of(), List.of(), List.of(), Map.of());
        }
    }
}
