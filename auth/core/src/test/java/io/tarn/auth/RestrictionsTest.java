package io.tarn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.PolicyChanges.GrantState;
import io.tarn.auth.PolicyChanges.Membership;
import io.tarn.auth.PolicyChanges.PolicyState;
import io.tarn.auth.PolicyChanges.PrincipalState;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is hidden of a table, and from whom. */
class RestrictionsTest {
    private static final Securable LAKE = Securable.catalog(UUID.randomUUID(), "lake");
    private static final Securable SALES = LAKE.child(Securable.Kind.DATABASE, UUID.randomUUID(), null, "sales");

    private final Principal alice = new Principal(UUID.randomUUID(), Principal.Kind.USER, "alice");
    private final Principal engine = new Principal(UUID.randomUUID(), Principal.Kind.SERVICE, "engine");
    private final Principal europe = new Principal(UUID.randomUUID(), Principal.Kind.ROLE, "europe");
    private final Principal everybody = new Principal(UUID.randomUUID(), Principal.Kind.GROUP, "everybody");
    private final Securable orders = SALES.child(Securable.Kind.TABLE, UUID.randomUUID(), null, "orders");
    private final BuiltinAuthorizer authorizer = new BuiltinAuthorizer(Clock.systemUTC());

    @BeforeEach
    void people() {
        for (Principal principal : List.of(alice, engine, europe, everybody)) {
            state(principal, true, false);
        }
        apply(List.of(), List.of(new Membership(europe.id(), everybody.id(), true)), List.of(), List.of());
        grant(everybody, ResourceType.DATABASE_ALL, SALES, Privilege.SELECT, null);
    }

    @Test
    void aPolicyReachesWhoeverIsAMemberOverAnyNumberOfSteps() {
        TablePolicy policy = policy(everybody, "");
        assertThat(of(alice).none()).isTrue();
        member(alice, europe);
        assertThat(of(alice).rules()).containsExactly(Restrictions.Rule.of(policy));
        assertThat(authorizer
                        .restrictions(
                                Caller.of(alice),
                                SALES.child(Securable.Kind.TABLE, UUID.randomUUID(), null, "other"),
                                List::of)
                        .none())
                .as("another table")
                .isTrue();
        state(europe, false, false);
        assertThat(of(alice).rules()).as("a disabled role in between").isEmpty();
        state(europe, true, false);
        apply(List.of(), List.of(), List.of(), List.of(new PolicyState(policy, false)));
        assertThat(of(alice).none()).isTrue();
    }

    @Test
    void groupsThatOnlyCredentialsAssertCountAsWell() {
        TablePolicy policy = policy(everybody, "phone");
        Caller asserted = new Caller(alice, Set.of(everybody.id()), null, "test");
        assertThat(authorizer.restrictions(asserted, orders, List::of).rules())
                .containsExactly(Restrictions.Rule.of(policy));
    }

    @Test
    void itIsEnforcedByATrustedPrincipalOrByProof() {
        member(alice, europe);
        policy(europe, "");
        assertThat(of(alice).enforced()).isFalse();
        Caller proving = new Caller(alice, Set.of(), Map.of(), null, "test", true, "");
        assertThat(authorizer.restrictions(proving, orders, List::of).enforced())
                .isTrue();

        state(engine, true, true);
        Caller through = new Caller(alice, Set.of(), engine, "test");
        assertThat(authorizer.restrictions(through, orders, List::of).enforced())
                .isTrue();
        state(engine, false, true);
        assertThat(authorizer.restrictions(through, orders, List::of).enforced())
                .as("of a disabled one nothing counts")
                .isFalse();
        state(europe, true, true);
        assertThat(of(alice).enforced()).as("trust is not inherited").isFalse();
    }

    @Test
    void someColumnsAreReadUnlessAllAre() {
        grant(alice, ResourceType.COLUMN, orders, Privilege.SELECT, new ColumnSet(false, List.of("id")));
        grant(alice, ResourceType.COLUMN, orders, Privilege.SELECT, new ColumnSet(true, List.of("id", "phone")));
        assertThat(of(alice).shows("id")).isTrue();
        assertThat(of(alice).shows("phone")).isFalse();
        assertThat(of(alice).shows("added later")).isTrue();
        member(alice, everybody);
        assertThat(of(alice).none()).as("everybody may read all of it").isTrue();
    }

    @Test
    void changingWhatOneDoesNotSeeIsAPrivilegeOfItsOwn() {
        policy(alice, "");
        grant(alice, ResourceType.TABLE, orders, Privilege.ALL, null);
        assertThat(of(alice).writesUnseen()).isFalse();
        grant(alice, ResourceType.DATABASE_ALL, SALES, Privilege.WRITEUNSEEN, null);
        assertThat(of(alice).writesUnseen()).isTrue();
    }

    @Test
    void ownersAndAdminsAreRestrictedLikeAnybodyElse() {
        Principal admin = new Principal(UUID.randomUUID(), Principal.Kind.ROLE, Principal.ADMIN);
        state(admin, true, false);
        member(alice, admin);
        assertThat(of(alice).none()).isTrue();
        policy(alice, "");
        assertThat(of(alice).rules()).hasSize(1);
    }

    private Restrictions of(Principal principal) {
        return authorizer.restrictions(Caller.of(principal), orders, List::of);
    }

    private TablePolicy policy(Principal principal, String column) {
        TablePolicy policy = new TablePolicy(UUID.randomUUID(), orders.id(), principal.id(), column, "irrelevant here");
        apply(List.of(), List.of(), List.of(), List.of(new PolicyState(policy, true)));
        return policy;
    }

    private void state(Principal principal, boolean enabled, boolean enforces) {
        apply(List.of(new PrincipalState(principal, enabled, enforces)), List.of(), List.of(), List.of());
    }

    private void member(Principal member, Principal group) {
        apply(List.of(), List.of(new Membership(member.id(), group.id(), true)), List.of(), List.of());
    }

    private void grant(
            Principal principal, ResourceType type, Securable on, Privilege privilege, @Nullable ColumnSet columns) {
        Grant grant = new Grant(
                UUID.randomUUID(), principal.id(), type, on.id(), LAKE.id(), SALES.id(), privilege, columns, 0);
        apply(List.of(), List.of(), List.of(new GrantState(grant, true)), List.of());
    }

    private void apply(
            List<PrincipalState> principals,
            List<Membership> memberships,
            List<GrantState> grants,
            List<PolicyState> policies) {
        authorizer.apply(new PolicyChanges(1, principals, memberships, grants, policies));
    }
}
