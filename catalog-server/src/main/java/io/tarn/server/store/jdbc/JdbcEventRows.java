package io.tarn.server.store.jdbc;

import io.tarn.server.model.Event;
import io.tarn.server.model.EventFacts;
import io.tarn.server.store.EventRows;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * How the order of events is kept, without a counter that all commits would wait for, and without clocks.
 *
 * <p>A turn is higher than the highest that can be seen of those that wait, read last of all in its transaction. Say B
 * changes what A has changed. Then B writes a row that A has written, so it has waited for A's COMMIT; its event is inserted
 * later still, last of all. So B's insert sees A's row, and gets a higher turn, or A's row is gone already because A has its
 * number. The same holds for B that is merely begun after A was answered. Whoever gives numbers reads what waits in one
 * statement, which sees A if it sees B, for A was committed before, and numbers it by turn. Equal turns are of changes of
 * which neither has seen the other.
 *
 * <p>{@link Notes#turn} only spares the search: what this process has seen numbered is no longer among what waits, and rows
 * that were removed, but which the database must keep for a reader of old, lie below it. Any value gives a right turn.
 */
record JdbcEventRows(Handle handle, Notes notes) implements EventRows {
    private static final String WAIT = """
            insert into event_pending (turn, entry_id, facts)
            select greatest(?, coalesce(max(p.turn), 0)) + 1, ?, ? from event_pending p where p.turn > ?
            """;

    private static final String TURN =
            "select greatest(?, coalesce(max(p.turn), 0)) + 1 as turn from event_pending p where p.turn > ?";

    private static final Inserts.Into PENDING_EVENT = new Inserts.Into("event_pending", "turn, entry_id, facts");

    private static final String HEAD = "select last_seq, turn from event_head where id = 1";

    private static final String PENDING =
            "select turn, entry_id, facts from event_pending order by turn, entry_id limit :most";

    private static final String MOVE_HEAD =
            "update event_head set last_seq = :to, turn = :turn where id = 1 and last_seq = :from";

    private static final String INSERT =
            "insert into event (seq, entry_id, recorded_at, facts) values (:seq, :entry, :at, :facts)";

    /** By the whole key: a look at any other row could wait for the transaction that is inserting it. */
    private static final String TAKE = "delete from event_pending where turn = :turn and entry_id = :entry";

    private static final String AFTER = "select v.seq, v.recorded_at, v.facts, " + JdbcAuditRows.COLUMNS + """
             from event v join audit_entry e on e.id = v.entry_id
            where v.seq > :seq order by v.seq limit :most
            """;

    private static final String OLDEST = "select seq from event order by seq limit 1";

    private static final String LAST_BEFORE = """
            select max(o.seq) from (select seq, recorded_at from event order by seq limit :most) o
            where o.recorded_at < :before
            """;

    private static final String REMOVE = "delete from event where seq <= :seq";

    @Override
    public void note(UUID entry, EventFacts facts) {
        notes.events().add(new Notes.Noted(entry, facts));
    }

    /**
     * The last statements of a transaction. Of several events each has a turn of its own, in their order.
     *
     * @param noted by all works of the transaction
     */
    static void write(Handle handle, AtomicLong turn, List<Notes.Noted> noted) {
        long known = turn.get();
        if (noted.size() == 1) {
            Notes.Noted one = noted.get(0);
            int unused =
                    Sql.update(handle, WAIT, known, Columns.bytes(one.entry()), FactsText.write(one.facts()), known);
        } else if (!noted.isEmpty()) {
            long next = Sql.first(handle, TURN, row -> row.getLong("turn"), known, known)
                    .orElseThrow();
            Inserts inserts = new Inserts();
            for (Notes.Noted one : noted) {
                inserts.add(PENDING_EVENT, next++, Columns.bytes(one.entry()), FactsText.write(one.facts()));
            }
            inserts.write(handle);
        }
    }

    @Override
    public Head head() {
        Head head = handle.createQuery(HEAD)
                .map((row, context) -> new Head(row.getLong("last_seq"), row.getLong("turn")))
                .one();
        notes.turn().accumulateAndGet(head.turn(), Math::max);
        return head;
    }

    @Override
    public List<Pending> pending(int most) {
        return handle.createQuery(PENDING)
                .bind("most", most)
                .map((row, context) ->
                        new Pending(row.getLong("turn"), Columns.uuid(row, "entry_id"), row.getString("facts")))
                .list();
    }

    @Override
    public boolean number(Head from, List<Pending> changes, long recordedAt) {
        long turn = changes.stream().mapToLong(Pending::turn).reduce(from.turn(), Math::max);
        boolean moved = handle.createUpdate(MOVE_HEAD)
                        .bind("to", from.seq() + changes.size())
                        .bind("turn", turn)
                        .bind("from", from.seq())
                        .execute()
                == 1;
        if (!moved) {
            return false;
        }
        PreparedBatch insert = handle.prepareBatch(INSERT);
        PreparedBatch take = handle.prepareBatch(TAKE);
        long seq = from.seq();
        for (Pending change : changes) {
            byte[] entry = Columns.bytes(change.entry());
            insert.bind("seq", ++seq)
                    .bind("entry", entry)
                    .bind("at", recordedAt)
                    .bind("facts", change.facts())
                    .add();
            take.bind("turn", change.turn()).bind("entry", entry).add();
        }
        insert.execute();
        return Arrays.stream(take.execute()).sum() == changes.size();
    }

    @Override
    public List<Event> after(long seq, int most) {
        return handle.createQuery(AFTER)
                .bind("seq", seq)
                .bind("most", most)
                .map((row, context) -> new Event(
                        row.getLong("seq"),
                        row.getLong("recorded_at"),
                        JdbcAuditRows.entry(row),
                        FactsText.read(row.getString("facts"))))
                .list();
    }

    @Override
    public Optional<Long> oldest() {
        return handle.createQuery(OLDEST).mapTo(Long.class).findOne();
    }

    @Override
    public Optional<Long> lastBefore(long recordedAt, int most) {
        return handle.createQuery(LAST_BEFORE)
                .bind("most", most)
                .bind("before", recordedAt)
                .mapTo(Long.class)
                .findOne();
    }

    @Override
    public int removeUpTo(long seq) {
        return handle.createUpdate(REMOVE).bind("seq", seq).execute();
    }
}
