package io.tarn.server.store.jdbc;

import io.tarn.auth.Sha256;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Page;
import io.tarn.server.store.AuditRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * @param process the chain that new entries belong to
 * @param written where they are noted, for after COMMIT
 * @param inserts where they wait for the end of the transaction
 */
record JdbcAuditRows(Handle handle, UUID process, List<AuditEntry> written, Inserts inserts) implements AuditRows {
    static final String COLUMNS = """
            e.id, e.principal, e.through_label, e.source, e.request_id, e.operation, e.object_kind, e.object_id,
            e.object_path, e.decision, e.reason, e.times, e.details""";

    private static final Inserts.Into ENTRY = new Inserts.Into(
            "audit_entry",
            "id, chain_id, request_id, principal, through_label, source, operation, object_kind, object_id, object_path,"
                    + " object_key, decision, reason, times, details");

    private static final String FIND = "select " + COLUMNS + " from audit_entry e where e.id = :id";

    @Override
    public void insert(AuditEntry entry) {
        AuditEntry.Target object = entry.object();
        inserts.add(
                ENTRY,
                Columns.bytes(entry.id()),
                Columns.bytes(process),
                entry.request(),
                entry.principal(),
                entry.through(),
                entry.source(),
                entry.operation(),
                object.kind(),
                Columns.bytes(object.id()),
                object.path(),
                key(object.path()),
                entry.decision(),
                entry.reason(),
                entry.times(),
                OptionsText.write(entry.details()));
        written.add(entry);
    }

    /** With all that was added. */
    private Handle settled() {
        inserts.write(handle);
        return handle;
    }

    @Override
    public Optional<AuditEntry> find(UUID id) {
        return settled()
                .createQuery(FIND)
                .bind("id", Columns.bytes(id))
                .map((row, context) -> entry(row))
                .findOne();
    }

    @Override
    public Page<AuditEntry> list(Filter filter, @Nullable UUID before, int size) {
        Query query = settled()
                .createQuery("select " + COLUMNS + " from audit_entry e where " + where(filter, before)
                        + " order by e.id desc limit :size");
        bind(query, filter, before);
        return Page.of(
                query.bind("size", size).map((row, context) -> entry(row)).list(),
                size,
                entry -> entry.id().toString());
    }

    private static String where(Filter filter, @Nullable UUID before) {
        return "1 = 1"
                + (filter.principal() == null ? "" : " and e.principal = :principal")
                + (filter.object() == null ? "" : " and e.object_id = :object")
                + (filter.path() == null ? "" : " and e.object_key = :key")
                + (filter.operation() == null ? "" : " and e.operation = :operation")
                + (filter.decision() == null ? "" : " and e.decision = :decision")
                + (filter.from() == 0 ? "" : " and e.id >= :from")
                + (filter.to() == 0 ? "" : " and e.id < :to")
                + (before == null ? "" : " and e.id < :before");
    }

    private static void bind(Query query, Filter filter, @Nullable UUID before) {
        if (filter.principal() != null) {
            query.bind("principal", filter.principal());
        }
        if (filter.object() != null) {
            query.bind("object", Columns.bytes(filter.object()));
        }
        if (filter.path() != null) {
            query.bind("key", key(filter.path()));
        }
        if (filter.operation() != null) {
            query.bind("operation", filter.operation());
        }
        if (filter.decision() != null) {
            query.bind("decision", filter.decision());
        }
        if (filter.from() != 0) {
            query.bind("from", Columns.bytes(Ids.first(filter.from())));
        }
        if (filter.to() != 0) {
            query.bind("to", Columns.bytes(Ids.first(filter.to())));
        }
        if (before != null) {
            query.bind("before", Columns.bytes(before));
        }
    }

    static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                Columns.uuid(row, "id"),
                row.getString("principal"),
                row.getString("through_label"),
                row.getString("source"),
                row.getString("request_id"),
                row.getString("operation"),
                new AuditEntry.Target(
                        row.getString("object_kind"), Columns.uuid(row, "object_id"), row.getString("object_path")),
                row.getString("decision"),
                row.getString("reason"),
                row.getLong("times"),
                new TreeMap<>(OptionsText.read(row.getString("details"))));
    }

    /** Enough of a hash to tell the paths of one catalog apart; the path itself is too long for an index. */
    private static byte[] key(String path) {
        return Arrays.copyOf(Sha256.of(path), 16);
    }
}
