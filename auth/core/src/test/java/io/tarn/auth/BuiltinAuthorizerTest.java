package io.tarn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Decision.Verdict;
import io.tarn.auth.PolicyChanges.GrantState;
import io.tarn.auth.PolicyChanges.Membership;
import io.tarn.auth.PolicyChanges.PrincipalState;
import io.tarn.auth.Securable.Kind;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BuiltinAuthorizerTest {
    private static final long NOW = 1_000_000;
    private static final Securable LAKE = Securable.catalog(UUID.randomUUID(), "lake");
    private static final Securable SALES = LAKE.child(Kind.DATABASE, UUID.randomUUID(), null, "sales");
    private static final Securable HR = LAKE.child(Kind.DATABASE, UUID.randomUUID(), null, "hr");
    private static final Securable ORDERS = SALES.child(Kind.TABLE, UUID.randomUUID(), null, "orders");
    private static final Securable RETURNS = SALES.child(Kind.TABLE, UUID.randomUUID(), null, "returns");
    private static final Securable STAFF = HR.child(Kind.TABLE, UUID.randomUUID(), null, "staff");

    private final Principal alice = new Principal(UUID.randomUUID(), Principal.Kind.USER, "alice");
    private final Principal analyst = new Principal(UUID.randomUUID(), Principal.Kind.ROLE, "analyst");
    private final Principal everybody = new Principal(UUID.randomUUID(), Principal.Kind.GROUP, "everybody");
    private final Principal admin = new Principal(UUID.randomUUID(), Principal.Kind.ROLE, Principal.ADMIN);
    private final BuiltinAuthorizer authorizer =
            new BuiltinAuthorizer(Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

    @BeforeEach
    void principals() {
        for (Principal principal : List.of(alice, analyst, everybody, admin)) {
            apply(new PrincipalState(principal, true, false));
        }
    }

    @Test
    void withoutAGrantNothingIsThere() {
        assertThat(ask(Operation.GET_TABLE, ORDERS)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(Operation.GET_DATABASE, SALES)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(Operation.GET_CONFIG, LAKE)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(Operation.LIST_PRINCIPALS, Securable.server())).isEqualTo(Verdict.DENIED);
    }

    @Test
    void aGrantOnATableOpensItAndTheWayToIt() {
        grant(alice, ResourceType.TABLE, ORDERS, Privilege.SELECT);
        assertThat(ask(Operation.GET_TABLE, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.COMMIT_SNAPSHOT, ORDERS)).isEqualTo(Verdict.DENIED);
        assertThat(ask(Operation.GET_TABLE, RETURNS)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(Operation.GET_DATABASE, SALES)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.GET_DATABASE, HR)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(Operation.GET_CONFIG, LAKE)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.CREATE_TABLE, SALES)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void aGrantOnADatabaseItselfDoesNotReachItsTables() {
        grant(alice, ResourceType.DATABASE, SALES, Privilege.ALL);
        assertThat(ask(Operation.DROP_DATABASE, SALES)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.GET_TABLE, ORDERS))
                .as("its name can be listed")
                .isEqualTo(Verdict.DENIED);
    }

    @Test
    void aGrantOnEverythingInADatabaseReachesItsTablesAndNotItself() {
        grant(alice, ResourceType.DATABASE_ALL, SALES, Privilege.DROP);
        assertThat(ask(Operation.DROP_TABLE, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.DROP_TABLE, STAFF)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(Operation.DROP_DATABASE, SALES)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void aGrantOnEverythingInACatalogReachesWhatSupportsIt() {
        grant(alice, ResourceType.CATALOG_ALL, LAKE, Privilege.CREATETABLE);
        assertThat(ask(Operation.CREATE_TABLE, HR)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.GET_TABLE, STAFF)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(Operation.CREATE_DATABASE, LAKE)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void groupsAndRolesNest() {
        member(alice, everybody);
        member(everybody, analyst);
        grant(analyst, ResourceType.TABLE, ORDERS, Privilege.SELECT);
        assertThat(ask(Operation.GET_TABLE, ORDERS)).isEqualTo(Verdict.ALLOWED);
        apply(new PrincipalState(everybody, false, false));
        assertThat(ask(Operation.GET_TABLE, ORDERS))
                .as("a disabled group gives nothing on")
                .isEqualTo(Verdict.HIDDEN);
    }

    @Test
    void groupsThatCredentialsAssertCount() {
        grant(everybody, ResourceType.TABLE, ORDERS, Privilege.SELECT);
        Caller caller = new Caller(alice, Set.of(everybody.id()), null, "test");
        assertThat(authorizer
                        .authorize(caller, Operation.GET_TABLE, List.of(ORDERS))
                        .verdict())
                .isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.GET_TABLE, ORDERS)).isEqualTo(Verdict.HIDDEN);
    }

    @Test
    void aGrantEndsWhenItExpiresAndWhenItIsRevoked() {
        Grant ended = grant(alice, ResourceType.TABLE, ORDERS, Privilege.SELECT, null, NOW);
        assertThat(ask(Operation.GET_TABLE, ORDERS)).isEqualTo(Verdict.HIDDEN);
        Grant lasting = grant(alice, ResourceType.TABLE, ORDERS, Privilege.UPDATE, null, NOW + 1);
        assertThat(ask(Operation.COMMIT_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        apply(new GrantState(lasting, false), new GrantState(ended, false));
        assertThat(ask(Operation.COMMIT_SNAPSHOT, ORDERS)).isEqualTo(Verdict.HIDDEN);
    }

    @Test
    void anOwnerHoldsEverythingOnItsOwnAndNothingInIt() {
        Securable mine = LAKE.child(Kind.DATABASE, SALES.id(), alice.id(), "sales");
        Securable inMine = mine.child(Kind.TABLE, ORDERS.id(), null, "orders");
        assertThat(ask(Operation.DROP_DATABASE, mine)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.GRANT_ON_DATABASE, mine)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.GRANT_IN_DATABASE, mine)).isEqualTo(Verdict.DENIED);
        assertThat(ask(Operation.DROP_TABLE, inMine)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void whoMayReadSomeColumnsMayReadTheTable() {
        grant(alice, ResourceType.COLUMN, ORDERS, Privilege.SELECT, new ColumnSet(false, List.of("id")), 0);
        assertThat(ask(Operation.GET_TABLE, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.COMMIT_SNAPSHOT, ORDERS)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void adminsMayEverythingAndADisabledOneNothing() {
        member(alice, admin);
        assertThat(ask(Operation.DROP_TABLE, STAFF)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.LIST_PRINCIPALS, Securable.server())).isEqualTo(Verdict.ALLOWED);
        apply(new PrincipalState(alice, false, false));
        assertThat(ask(Operation.DROP_TABLE, STAFF)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void objectsThatTheEntryDoesNotNameAreDeniedEvenToAdmins() {
        member(alice, admin);
        assertThat(ask(Operation.DROP_TABLE, SALES)).isEqualTo(Verdict.DENIED);
        assertThat(ask(Operation.DROP_TABLE)).isEqualTo(Verdict.DENIED);
        assertThat(ask(Operation.DROP_TABLE, STAFF, STAFF)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void nobodyDelegatesMoreThanItHolds() {
        grant(alice, ResourceType.TABLE, ORDERS, Privilege.GRANT);
        grant(alice, ResourceType.TABLE, ORDERS, Privilege.SELECT, null, NOW + 100);
        assertThat(lacking(Privilege.SELECT, ResourceType.TABLE, null, NOW + 100))
                .isFalse();
        assertThat(lacking(Privilege.SELECT, ResourceType.TABLE, null, NOW + 101))
                .isTrue();
        assertThat(lacking(Privilege.SELECT, ResourceType.TABLE, null, 0)).isTrue();
        assertThat(lacking(Privilege.UPDATE, ResourceType.TABLE, null, NOW + 100))
                .isTrue();
        assertThat(lacking(Privilege.ALL, ResourceType.TABLE, null, NOW + 100)).isTrue();
        assertThat(lacking(Privilege.SELECT, ResourceType.COLUMN, new ColumnSet(true, List.of("x")), NOW + 5))
                .isFalse();
    }

    @Test
    void columnsAreDelegatedNoFurtherThanTheyReach() {
        grant(alice, ResourceType.COLUMN, ORDERS, Privilege.SELECT, new ColumnSet(true, List.of("phone")), 0);
        assertThat(lacking(Privilege.SELECT, ResourceType.COLUMN, new ColumnSet(false, List.of("id")), 0))
                .isFalse();
        assertThat(lacking(Privilege.SELECT, ResourceType.COLUMN, new ColumnSet(false, List.of("phone")), 0))
                .isTrue();
        assertThat(lacking(Privilege.SELECT, ResourceType.COLUMN, new ColumnSet(true, List.of("phone", "id")), 0))
                .isFalse();
        assertThat(lacking(Privilege.SELECT, ResourceType.COLUMN, new ColumnSet(true, List.of("id")), 0))
                .isTrue();
        assertThat(lacking(Privilege.SELECT, ResourceType.TABLE, null, 0)).isTrue();
    }

    @Test
    void listsShowWhatIsHeldOrOwned() {
        grant(alice, ResourceType.TABLE, ORDERS, Privilege.SELECT);
        assertThat(visible(SALES, Kind.TABLE, true))
                .isEqualTo(new Visibility(false, Set.of(), Set.of(ORDERS.id()), Set.of(alice.id())));
        assertThat(visible(SALES, Kind.VIEW, true).objects()).isEqualTo(named());
        assertThat(visible(LAKE, Kind.DATABASE, true).objects()).isEqualTo(named(SALES.id()));
        grant(alice, ResourceType.DATABASE, HR, Privilege.LIST);
        assertThat(visible(HR, Kind.TABLE, true)).isEqualTo(Visibility.EVERYTHING);
        assertThat(visible(HR, Kind.TABLE, false).everything()).isFalse();
        assertThat(visible(LAKE, Kind.TABLE, true).databases()).containsExactly(HR.id());
        assertThat(visible(LAKE, Kind.TABLE, true).objects()).isEqualTo(named(ORDERS.id()));
        grant(alice, ResourceType.CATALOG_ALL, LAKE, Privilege.SELECT);
        assertThat(visible(LAKE, Kind.TABLE, false)).isEqualTo(Visibility.EVERYTHING);
        assertThat(visible(SALES, Kind.VIEW, false)).isEqualTo(Visibility.EVERYTHING);
    }

    @Test
    void whatIsShownOneByOneIsNamedOnlyWhileItIsLittle() {
        List<Securable> tables = IntStream.range(0, Visibility.FEW)
                .mapToObj(i -> SALES.child(Kind.TABLE, UUID.randomUUID(), null, "t" + i))
                .toList();
        tables.forEach(table -> grant(alice, ResourceType.TABLE, table, Privilege.SELECT));
        assertThat(visible(SALES, Kind.TABLE, true).objects())
                .isEqualTo(named(tables.stream().map(Securable::id).toArray(UUID[]::new)));
        Grant last = grant(alice, ResourceType.TABLE, ORDERS, Privilege.SELECT);
        grant(alice, ResourceType.TABLE, STAFF, Privilege.SELECT, null, NOW - 1);
        for (Securable list : List.of(SALES, LAKE)) {
            Visibility.Granted shown = visible(list, Kind.TABLE, true).objects();
            assertThat(shown).isInstanceOf(Visibility.Many.class);
            assertThat(tables).allMatch(table -> shown.contains(table.id()));
            assertThat(shown.contains(ORDERS.id())).isTrue();
            assertThat(shown.contains(STAFF.id())).as("what has expired").isFalse();
            assertThat(shown.contains(SALES.id())).as("what it lies in").isFalse();
        }
        assertThat(visible(SALES, Kind.VIEW, true).objects()).as("other kinds").isEqualTo(named());
        assertThat(visible(HR, Kind.TABLE, true).objects()).as("elsewhere").isEqualTo(named());
        assertThat(visible(LAKE, Kind.DATABASE, true).objects()).isEqualTo(named(SALES.id()));
        Visibility.Granted before = visible(SALES, Kind.TABLE, true).objects();
        apply(new GrantState(last, false));
        assertThat(before.contains(ORDERS.id())).as("what is held no more").isFalse();
        assertThat(visible(SALES, Kind.TABLE, true).objects()).isInstanceOf(Visibility.Few.class);
    }

    @Test
    void manyDatabasesAreSeenByGrantsInThem() {
        List<Securable> databases = IntStream.rangeClosed(0, Visibility.FEW)
                .mapToObj(i -> LAKE.child(Kind.DATABASE, UUID.randomUUID(), null, "d" + i))
                .toList();
        for (Securable database : databases) {
            grant(
                    alice,
                    ResourceType.TABLE,
                    database.child(Kind.TABLE, UUID.randomUUID(), null, "t"),
                    Privilege.SELECT);
        }
        Visibility.Granted shown = visible(LAKE, Kind.DATABASE, true).objects();
        assertThat(shown).isInstanceOf(Visibility.Many.class);
        assertThat(databases).allMatch(database -> shown.contains(database.id()));
        assertThat(shown.contains(HR.id())).isFalse();
    }

    private static Visibility.Granted named(UUID... ids) {
        return new Visibility.Few(Set.of(ids));
    }

    @Test
    void aPlaceIsUsedByWhomItOrOneThatContainsItIsGiven() {
        Securable bucket = place(LAKE, "s3://in");
        Securable below = place(bucket, "s3://in/a");
        Securable other = place(LAKE, "s3://other");
        grant(alice, ResourceType.LOCATION, bucket, Privilege.USELOCATION);
        grant(alice, ResourceType.DATABASE, SALES, Privilege.CREATETABLE);
        assertThat(ask(Operation.REGISTER_TABLE, SALES, below)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(Operation.REGISTER_TABLE, SALES, other).equals(Verdict.ALLOWED))
                .isFalse();
        grant(alice, ResourceType.CATALOG, LAKE, Privilege.USELOCATION);
        assertThat(ask(Operation.REGISTER_TABLE, SALES, other)).isEqualTo(Verdict.ALLOWED);
    }

    private static Securable place(Securable parent, String text) {
        return new Securable(
                Kind.LOCATION,
                UUID.nameUUIDFromBytes(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                parent,
                null,
                List.of("lake", text));
    }

    private Verdict ask(Operation operation, Securable... on) {
        return authorizer.authorize(Caller.of(alice), operation, List.of(on)).verdict();
    }

    private Visibility visible(Securable parent, Kind kind, boolean namesOnly) {
        return authorizer.visible(Caller.of(alice), parent, kind, namesOnly);
    }

    private boolean lacking(Privilege privilege, ResourceType type, ColumnSet columns, long expiresAt) {
        Grant asked = new Grant(
                UUID.randomUUID(),
                analyst.id(),
                type,
                ORDERS.id(),
                LAKE.id(),
                SALES.id(),
                privilege,
                columns,
                expiresAt);
        return authorizer.lacking(Caller.of(alice), asked, ORDERS).isPresent();
    }

    private void member(Principal member, Principal group) {
        authorizer.apply(new PolicyChanges(
                1, List.of(), List.of(new Membership(member.id(), group.id(), true)), List.of(), List.of()));
    }

    private Grant grant(Principal principal, ResourceType type, Securable on, Privilege privilege) {
        return grant(principal, type, on, privilege, null, 0);
    }

    private Grant grant(
            Principal principal,
            ResourceType type,
            Securable on,
            Privilege privilege,
            ColumnSet columns,
            long expiresAt) {
        UUID database = on.kind() == Kind.DATABASE
                ? on.id()
                : on.kind() == Kind.TABLE ? on.parent().id() : null;
        Grant grant = new Grant(
                UUID.randomUUID(), principal.id(), type, on.id(), LAKE.id(), database, privilege, columns, expiresAt);
        apply(new GrantState(grant, true));
        return grant;
    }

    private void apply(PrincipalState state) {
        authorizer.apply(new PolicyChanges(1, List.of(state), List.of(), List.of(), List.of()));
    }

    private void apply(GrantState... states) {
        authorizer.apply(new PolicyChanges(1, List.of(), List.of(), Arrays.asList(states), List.of()));
    }
}
