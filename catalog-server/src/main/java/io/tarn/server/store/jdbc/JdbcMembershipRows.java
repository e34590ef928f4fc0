package io.tarn.server.store.jdbc;

import io.tarn.auth.PolicyChanges.Membership;
import io.tarn.auth.Principal;
import io.tarn.server.model.Ids;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.store.MembershipRows;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcMembershipRows(Handle handle) implements MembershipRows {
    private static final String FIND =
            "select 1 from membership where member_id = :member and group_id = :group and until_epoch = 0";

    private static final String INSERT = """
            insert into membership
              (id, member_id, group_id, since_epoch, since_at, since_by, until_epoch, until_at, until_by)
            values (:id, :member, :group, :epoch, :at, :by, 0, 0, '')
            """;

    private static final String END = """
            update membership set until_epoch = :epoch, until_at = :at, until_by = :by
            where until_epoch = 0 and
            """;

    private static final String AT = """
            select member_id, group_id from membership
            where since_at <= :moment and (until_epoch = 0 or until_at > :moment)
            """;

    private static final String MEMBERS = """
            select p.id, p.kind, p.name
            from membership m
            join principal p on p.id = m.member_id
            where m.group_id = :id and m.until_epoch = 0
            order by p.kind, p.name
            """;

    private static final String GROUPS = """
            select p.id, p.kind, p.name
            from membership m
            join principal p on p.id = m.group_id
            where m.member_id = :id and m.until_epoch = 0
            order by p.kind, p.name
            """;

    @Override
    public boolean join(UUID member, UUID group, PolicyChange change) {
        boolean known = handle.createQuery(FIND)
                .bind("member", Columns.bytes(member))
                .bind("group", Columns.bytes(group))
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        if (known) {
            return false;
        }
        handle.createUpdate(INSERT)
                .bind("id", Columns.bytes(Ids.next()))
                .bind("member", Columns.bytes(member))
                .bind("group", Columns.bytes(group))
                .bind("epoch", change.epoch())
                .bind("at", change.at())
                .bind("by", change.by())
                .execute();
        return true;
    }

    @Override
    public boolean leave(UUID member, UUID group, PolicyChange change) {
        return Columns.bind(handle.createUpdate(END + "member_id = :member and group_id = :group"), change)
                        .bind("member", Columns.bytes(member))
                        .bind("group", Columns.bytes(group))
                        .execute()
                == 1;
    }

    @Override
    public void leaveAll(UUID principal, PolicyChange change) {
        for (String side : List.of("member_id = :id", "group_id = :id")) {
            Columns.bind(handle.createUpdate(END + side), change)
                    .bind("id", Columns.bytes(principal))
                    .execute();
        }
    }

    @Override
    public List<Principal> members(UUID group) {
        return principals(MEMBERS, group);
    }

    @Override
    public List<Principal> groups(UUID member) {
        return principals(GROUPS, member);
    }

    @Override
    public List<Membership> at(long moment) {
        return handle.createQuery(AT)
                .bind("moment", moment)
                .map((row, context) ->
                        new Membership(Columns.uuid(row, "member_id"), Columns.uuid(row, "group_id"), true))
                .list();
    }

    private List<Principal> principals(String query, UUID id) {
        return handle.createQuery(query)
                .bind("id", Columns.bytes(id))
                .map((row, context) -> JdbcPrincipalRows.principal(row, "id"))
                .list();
    }
}
