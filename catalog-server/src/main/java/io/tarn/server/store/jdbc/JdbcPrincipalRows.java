package io.tarn.server.store.jdbc;

import io.tarn.auth.PolicyChanges.PrincipalState;
import io.tarn.auth.Principal;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.store.PrincipalRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

record JdbcPrincipalRows(Handle handle) implements PrincipalRows {
    private static final String SELECT =
            "select id, kind, name, root, disabled_at, enforces, enforces_iceberg, created_at, created_by from principal"
                    + " where dropped_at = 0 and ";

    private static final String FIND = SELECT + "kind = :kind and name = :name";

    private static final String FIND_BY_ID = SELECT + "id = :id";

    private static final String WAS_DROPPED =
            "select 1 from principal where kind = :kind and name = :name and dropped_at > 0 limit 1";

    private static final String HAS_ROOT = "select 1 from principal where root = true limit 1";

    private static final String LIST_OF_KIND = SELECT + "kind = :kind and " + NameRange.condition("kind", "name");

    /** The page token of a list of all kinds is the label of the last one. */
    private static final String LIST =
            SELECT + """
            (kind > :afterKind or (kind = :afterKind and name > :after))
              and %s
            order by kind, name
            limit :size
            """.formatted(NameRange.pattern("name", "exact", "first", "until", "prefix"));

    private static final String AT = """
            select id, kind, name, disabled_at, enforces, enforces_iceberg from principal
            where created_at <= :moment and (dropped_at = 0 or dropped_at > :moment)
            """;

    private static final String INSERT = """
            insert into principal
              (id, kind, name, root, disabled_at, dropped_at, changed_epoch, created_at, created_by)
            values (:id, :kind, :name, :root, 0, 0, :epoch, :at, :by)
            """;

    private static final String SET_ENABLED =
            "update principal set disabled_at = :disabledAt, changed_epoch = :epoch where id = :id and dropped_at = 0";

    private static final String SET_ENFORCES = """
            update principal set enforces = :enforces, enforces_iceberg = :enforcesIceberg, changed_epoch = :epoch
            where id = :id and dropped_at = 0
            """;

    private static final String DROP =
            "update principal set dropped_at = :at, changed_epoch = :epoch where id = :id and dropped_at = 0";

    @Override
    public Optional<Entry> find(Principal.Kind kind, String name) {
        return handle.createQuery(FIND)
                .bind("kind", kind.word())
                .bind("name", name)
                .map((row, context) -> entry(row))
                .findOne();
    }

    @Override
    public Optional<Entry> find(UUID id) {
        return handle.createQuery(FIND_BY_ID)
                .bind("id", Columns.bytes(id))
                .map((row, context) -> entry(row))
                .findOne();
    }

    @Override
    public boolean wasDropped(Principal.Kind kind, String name) {
        return handle.createQuery(WAS_DROPPED)
                .bind("kind", kind.word())
                .bind("name", name)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    @Override
    public boolean hasRoot() {
        return handle.createQuery(HAS_ROOT).mapTo(Integer.class).findOne().isPresent();
    }

    @Override
    public Page<Entry> list(Principal.@Nullable Kind kind, PageRequest page) {
        if (kind != null) {
            return Page.of(
                    NameRange.bind(handle.createQuery(LIST_OF_KIND), page)
                            .bind("kind", kind.word())
                            .map((row, context) -> entry(row))
                            .list(),
                    page.size(),
                    entry -> entry.principal().name());
        }
        int colon = page.after().indexOf(':');
        return Page.of(
                NameRange.bind(handle.createQuery(LIST), page)
                        .bind("afterKind", page.after().substring(0, Math.max(colon, 0)))
                        .bind("after", page.after().substring(colon + 1))
                        .map((row, context) -> entry(row))
                        .list(),
                page.size(),
                entry -> entry.principal().label());
    }

    @Override
    public List<PrincipalState> at(long moment) {
        return handle.createQuery(AT)
                .bind("moment", moment)
                .map((row, context) -> new PrincipalState(
                        principal(row, "id"),
                        row.getLong("disabled_at") == 0 || row.getLong("disabled_at") > moment,
                        row.getBoolean("enforces"),
                        row.getBoolean("enforces_iceberg")))
                .list();
    }

    @Override
    public void insert(Principal principal, boolean root, PolicyChange change) {
        handle.createUpdate(INSERT)
                .bind("id", Columns.bytes(principal.id()))
                .bind("kind", principal.kind().word())
                .bind("name", principal.name())
                .bind("root", root)
                .bind("epoch", change.epoch())
                .bind("at", change.at())
                .bind("by", change.by())
                .execute();
    }

    @Override
    public boolean setEnabled(UUID id, boolean enabled, PolicyChange change) {
        return handle.createUpdate(SET_ENABLED)
                        .bind("id", Columns.bytes(id))
                        .bind("disabledAt", enabled ? 0 : change.at())
                        .bind("epoch", change.epoch())
                        .execute()
                == 1;
    }

    @Override
    public boolean setEnforces(UUID id, boolean enforces, boolean enforcesIceberg, PolicyChange change) {
        return handle.createUpdate(SET_ENFORCES)
                        .bind("id", Columns.bytes(id))
                        .bind("enforces", enforces)
                        .bind("enforcesIceberg", enforcesIceberg)
                        .bind("epoch", change.epoch())
                        .execute()
                == 1;
    }

    @Override
    public boolean drop(UUID id, PolicyChange change) {
        return handle.createUpdate(DROP)
                        .bind("id", Columns.bytes(id))
                        .bind("at", change.at())
                        .bind("epoch", change.epoch())
                        .execute()
                == 1;
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                principal(row, "id"),
                row.getBoolean("root"),
                row.getLong("disabled_at") == 0,
                row.getBoolean("enforces"),
                row.getBoolean("enforces_iceberg"),
                row.getLong("created_at"),
                row.getString("created_by"));
    }

    /** Of a row with the columns kind and name. */
    static Principal principal(ResultSet row, String idColumn) throws SQLException {
        String kind = row.getString("kind");
        return new Principal(
                Columns.uuid(row, idColumn),
                Principal.Kind.ofWord(kind)
                        .orElseThrow(
                                () -> new IllegalStateException("a stored principal is of the unknown kind " + kind)),
                row.getString("name"));
    }
}
