package io.tarn.engines.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A branch as the database has it, and where its files are. */
record StoredLane(
        String branch,
        Path directory,
        long head,
        String headUuid,
        boolean published,
        boolean settled,
        Totals totals,
        String partitionState,
        Map<String, Totals> partitions,
        List<Row> snapshots) {

    /** -1 each: not known. */
    record Totals(long records, long bytes, long files, long at) {}

    /** A snapshot and what the branch held with it. */
    record Row(long id, String body, JsonNode json, Totals totals) {
        long identifier() {
            return json.path("commitIdentifier").asLong(-1);
        }
    }

    /**
     * A change as it is told and audited; of a change that is told and not audited, operation is empty.
     *
     * @param seq 0: it is audited and not told
     */
    record Told(long seq, String operation, UUID object, JsonNode facts, JsonNode details) {
        String branch() {
            return facts.path("branch").asText("main");
        }

        long fact(String name) {
            return facts.path(name).asLong(0);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String BRANCHES = """
            select r.location, b.name, b.snapshot_id, b.snapshot_uuid, b.snapshot_published, b.settled, b.record_count,
              b.file_bytes, b.file_count, b.last_file_at, b.partition_state, b.partition_set
            from relation r join branch b on b.relation_id = r.id where r.id = ?
            """;

    private static final String SNAPSHOTS = """
            select snapshot_id, body, record_count, file_bytes, file_count, last_file_at from snapshot
            where relation_id = ? and branch = ? order by snapshot_id
            """;

    private static final String PARTITIONS = """
            select name, record_count, file_bytes, file_count, last_file_at from partition_stat
            where relation_id = ? and set_id = ?
            """;

    private static final String EVENTS = """
            select e.seq, e.facts, a.operation, a.object_id, a.details
            from event e left join audit_entry a on a.id = e.entry_id order by e.seq
            """;

    private static final String UNTOLD = """
            select a.operation, a.object_id, a.details from audit_entry a left join event e on e.entry_id = a.id
            where e.entry_id is null and a.decision = 'ALLOWED' and a.operation = 'COMMIT_SNAPSHOT'
            """;

    /** By name, the branches of a table; empty when there is no such table. */
    static Map<String, StoredLane> of(Connection connection, UUID table) throws SQLException {
        Map<String, StoredLane> lanes = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(BRANCHES)) {
            query.setBytes(1, bytes(table));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    StoredLane lane = lane(connection, table, row);
                    lanes.put(lane.branch(), lane);
                }
            }
        }
        return lanes;
    }

    private static StoredLane lane(Connection connection, UUID table, ResultSet row) throws SQLException {
        String branch = row.getString(2);
        Path directory = Path.of(URI.create(row.getString(1)));
        return new StoredLane(
                branch,
                branch.equals("main") ? directory : directory.resolve("branch/branch-" + branch),
                row.getLong(3),
                row.getString(4),
                row.getBoolean(5),
                row.getBoolean(6),
                totals(row, 7),
                row.getString(11),
                partitions(connection, table, row.getBytes(12)),
                snapshots(connection, table, branch));
    }

    private static List<Row> snapshots(Connection connection, UUID table, String branch) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(SNAPSHOTS)) {
            query.setBytes(1, bytes(table));
            query.setString(2, branch);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String body = row.getString(2);
                    rows.add(new Row(row.getLong(1), body, json(body), totals(row, 3)));
                }
            }
        }
        return rows;
    }

    private static Map<String, Totals> partitions(Connection connection, UUID table, byte[] set) throws SQLException {
        Map<String, Totals> partitions = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(PARTITIONS)) {
            query.setBytes(1, bytes(table));
            query.setBytes(2, set);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    partitions.put(new String(row.getBytes(1), StandardCharsets.UTF_8), totals(row, 2));
                }
            }
        }
        return partitions;
    }

    /** All that is told, in its order, and after it what is audited and not told. */
    static List<Told> told(Connection connection) throws SQLException {
        List<Told> all = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(EVENTS);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                boolean audited = row.getString(3) != null;
                all.add(new Told(
                        row.getLong(1),
                        audited ? row.getString(3) : "",
                        audited ? id(row.getBytes(4)) : new UUID(0, 0),
                        json(row.getString(2)),
                        json(audited ? row.getString(5) : "{}")));
            }
        }
        try (PreparedStatement query = connection.prepareStatement(UNTOLD);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                all.add(new Told(0, row.getString(1), id(row.getBytes(2)), json("{}"), json(row.getString(3))));
            }
        }
        return all;
    }

    private static Totals totals(ResultSet row, int first) throws SQLException {
        return new Totals(row.getLong(first), row.getLong(first + 1), row.getLong(first + 2), row.getLong(first + 3));
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static UUID id(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(Arrays.copyOf(bytes, 16));
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
