package io.tarn.server.store.jdbc;

import io.tarn.server.store.EventSinks;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

record JdbcEventSinks(Handle handle) implements EventSinks {
    private static final String FIND = "select last_seq from event_sink where name = :name";

    private static final String INSERT = "insert into event_sink (name, last_seq) values (:name, :seq)";

    private static final String MOVE = "update event_sink set last_seq = :to where name = :name and last_seq = :from";

    @Override
    public long begin(String name, long seq) {
        Optional<Long> known =
                handle.createQuery(FIND).bind("name", name).mapTo(Long.class).findOne();
        if (known.isEmpty()) {
            handle.createUpdate(INSERT).bind("name", name).bind("seq", seq).execute();
        }
        return known.orElse(seq);
    }

    @Override
    public boolean move(String name, long from, long to) {
        return handle.createUpdate(MOVE)
                        .bind("name", name)
                        .bind("from", from)
                        .bind("to", to)
                        .execute()
                == 1;
    }
}
