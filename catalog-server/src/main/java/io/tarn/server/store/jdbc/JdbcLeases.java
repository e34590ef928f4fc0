package io.tarn.server.store.jdbc;

import io.tarn.server.store.Leases;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

record JdbcLeases(Handle handle) implements Leases {
    private static final String PROLONG =
            "update lease set expires_at = :expiresAt where name = :name and holder = :holder";

    private static final String TAKE_OVER = """
            update lease set holder = :holder, fence = fence + 1, expires_at = :expiresAt
            where name = :name and holder <> :holder and expires_at <= :now
            """;

    private static final String FIND = "select holder, fence from lease where name = :name";

    private static final String CREATE =
            "insert into lease (name, holder, fence, expires_at) values (:name, :holder, 1, :expiresAt)";

    private static final String HOLDS =
            "update lease set fence = :fence where name = :name and holder = :holder and fence = :fence";

    @Override
    public Optional<Lease> acquire(String name, String holder, long now, long expiresAt) {
        boolean mine = handle.createUpdate(PROLONG)
                                .bind("name", name)
                                .bind("holder", holder)
                                .bind("expiresAt", expiresAt)
                                .execute()
                        == 1
                || handle.createUpdate(TAKE_OVER)
                                .bind("name", name)
                                .bind("holder", holder)
                                .bind("now", now)
                                .bind("expiresAt", expiresAt)
                                .execute()
                        == 1;
        Optional<Lease> found = handle.createQuery(FIND)
                .bind("name", name)
                .map((row, context) -> new Lease(name, row.getString("holder"), row.getLong("fence")))
                .findOne();
        if (found.isPresent()) {
            return mine ? found : Optional.empty();
        }
        handle.createUpdate(CREATE)
                .bind("name", name)
                .bind("holder", holder)
                .bind("expiresAt", expiresAt)
                .execute();
        return Optional.of(new Lease(name, holder, 1));
    }

    @Override
    public boolean holds(Lease lease) {
        return handle.createUpdate(HOLDS)
                        .bind("name", lease.name())
                        .bind("holder", lease.holder())
                        .bind("fence", lease.fence())
                        .execute()
                == 1;
    }
}
