package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The snapshots of a table, by ascending id. */
final class SnapshotHistory {

    record Commit(String user, long identifier, String kind) {}

    private final List<Long> ids;
    private final List<Commit> commits;

    private SnapshotHistory(List<Long> ids, List<Commit> commits) {
        this.ids = ids;
        this.commits = commits;
    }

    /** From the rows of a snapshots table: id, schema, user, identifier, kind, … */
    static SnapshotHistory of(List<JsonNode> rows) {
        List<JsonNode> sorted = rows.stream()
                .sorted(Comparator.comparing(row -> row.get(0).asLong()))
                .toList();
        return new SnapshotHistory(
                sorted.stream().map(row -> row.get(0).asLong()).toList(),
                sorted.stream()
                        .map(row -> new Commit(
                                row.get(2).asText(),
                                row.get(3).asLong(),
                                row.get(4).asText()))
                        .toList());
    }

    List<Commit> commits() {
        return commits;
    }

    Set<Long> appendedIdentifiers() {
        return commits.stream()
                .filter(commit -> commit.kind().equals("APPEND"))
                .map(Commit::identifier)
                .collect(Collectors.toSet());
    }

    /** No gap among the snapshots, and nothing committed twice. */
    SnapshotHistory assertSound() {
        return assertSoundFrom(1);
    }

    /** As {@link #assertSound} where older snapshots have expired. */
    SnapshotHistory assertSoundSinceExpiration() {
        return assertSoundFrom(ids.get(0));
    }

    private SnapshotHistory assertSoundFrom(long first) {
        assertThat(ids)
                .as("snapshot ids")
                .containsExactlyElementsOf(
                        LongStream.range(first, first + ids.size()).boxed().toList());
        assertThat(commits).as("commits").doesNotHaveDuplicates();
        return this;
    }
}
