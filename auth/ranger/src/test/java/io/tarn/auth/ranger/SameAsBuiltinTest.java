package io.tarn.auth.ranger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.BuiltinAuthorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.Grant;
import io.tarn.auth.Operation;
import io.tarn.auth.OperationTable;
import io.tarn.auth.OperationTable.Requirement;
import io.tarn.auth.PolicyChanges;
import io.tarn.auth.PolicyChanges.GrantState;
import io.tarn.auth.PolicyChanges.Membership;
import io.tarn.auth.PolicyChanges.PrincipalState;
import io.tarn.auth.Principal;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.auth.Securable;
import io.tarn.auth.Securable.Kind;
import io.tarn.auth.Visibility;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random grants, given in the catalog and as policies in Ranger: both decide every operation on every object alike, hide the same
 * and list the same. What is different on purpose is not asked: owners hold nothing in Ranger by themselves, and who may grant
 * everything in something is not Ranger's affair.
 */
class SameAsBuiltinTest extends RangerTestCase {
    private static final Securable VIEW = SALES.child(Kind.VIEW, UUID.randomUUID(), null, "newest");
    private static final Securable FUNCTION = HR.child(Kind.FUNCTION, UUID.randomUUID(), null, "age");
    private static final List<Securable> OBJECTS =
            List.of(LAKE, SALES, HR, ORDERS, RETURNS, STAFF, VIEW, FUNCTION, Securable.server());
    private static final List<ResourceType> TYPES = List.of(
            ResourceType.CATALOG,
            ResourceType.CATALOG_ALL,
            ResourceType.DATABASE,
            ResourceType.DATABASE_ALL,
            ResourceType.TABLE,
            ResourceType.TABLE,
            ResourceType.VIEW,
            ResourceType.FUNCTION);

    private final Principal finance = new Principal(UUID.randomUUID(), Principal.Kind.GROUP, "finance");
    private final Principal analyst = new Principal(UUID.randomUUID(), Principal.Kind.ROLE, "analyst");
    private Random random = new Random();

    @Test
    void bothDecideAlike() {
        run(12);
    }

    @Test
    @Tag("full")
    void bothDecideAlikeForLong() {
        run(300);
    }

    private void run(int rounds) {
        long seed = Long.getLong("tarn.seed", new Random().nextLong());
        random = new Random(seed);
        groups.put(alice.id(), Set.of("finance"));
        open();
        for (int round = 0; round < rounds; round++) {
            String what = "seed " + seed + ", round " + round;
            BuiltinAuthorizer builtin = new BuiltinAuthorizer(Clock.systemUTC());
            builtin.apply(new PolicyChanges(
                    1,
                    List.of(alice, bob, finance, analyst).stream()
                            .map(principal -> new PrincipalState(principal, true, false))
                            .toList(),
                    List.of(
                            new Membership(alice.id(), finance.id(), true),
                            new Membership(finance.id(), analyst.id(), true)),
                    List.of(),
                    List.of()));
            long version = grantSome(builtin);
            awaitVersion(version);
            for (Principal principal : List.of(alice, bob)) {
                compare(what, builtin, principal);
            }
        }
    }

    private long grantSome(BuiltinAuthorizer builtin) {
        admin.clear();
        admin.role("analyst", List.of(), List.of("finance"));
        for (int i = random.nextInt(6); i >= 0; i--) {
            ResourceType type = pick(TYPES);
            Privilege privilege = pick(new ArrayList<>(type.privileges()));
            Securable on = pick(OBJECTS.stream()
                    .filter(object -> object.kind() == type.on())
                    .toList());
            Principal principal = pick(List.of(alice, bob, finance, analyst));
            UUID database = on.kind() == Kind.DATABASE
                    ? on.id()
                    : on.parent() != null && on.parent().kind() == Kind.DATABASE
                            ? on.parent().id()
                            : null;
            Grant grant = new Grant(
                    UUID.randomUUID(), principal.id(), type, on.id(), LAKE.id(), database, privilege, null, 0);
            builtin.apply(new PolicyChanges(1, List.of(), List.of(), List.of(new GrantState(grant, true)), List.of()));
            admin.put(GrantedPolicies.of(type, privilege, on.path(), principal.label()));
        }
        return admin.policyVersion();
    }

    private void compare(String what, BuiltinAuthorizer builtin, Principal principal) {
        Caller caller = Caller.of(principal);
        for (Operation operation : Operation.values()) {
            List<Requirement> needs = OperationTable.requirements(operation).orElseThrow();
            boolean different = needs.stream()
                    .anyMatch(need -> need.beneath()
                            || need.on() == Kind.LOCATION
                            || need.anyOf().contains(Privilege.OWN));
            for (Securable on : OBJECTS) {
                List<Securable> objects = new ArrayList<>();
                for (Requirement need : needs) {
                    objects.add(need.on() == on.kind() ? on : need.on() == Kind.DATABASE ? HR : LAKE);
                }
                if (!different && (needs.isEmpty() || needs.get(0).on() == on.kind())) {
                    assertThat(authorizer.authorize(caller, operation, objects).verdict())
                            .as("%s: %s does %s on %s", what, principal, operation, objects)
                            .isEqualTo(builtin.authorize(caller, operation, objects)
                                    .verdict());
                }
            }
        }
        for (Securable database : List.of(SALES, HR)) {
            for (boolean namesOnly : List.of(true, false)) {
                compareLists(what, builtin, caller, database, namesOnly);
            }
        }
        compareLists(what, builtin, caller, LAKE, true);
    }

    private void compareLists(
            String what, BuiltinAuthorizer builtin, Caller caller, Securable parent, boolean namesOnly) {
        for (Kind kind : List.of(Kind.DATABASE, Kind.TABLE, Kind.VIEW, Kind.FUNCTION)) {
            List<Securable> listed = OBJECTS.stream()
                    .filter(object -> object.kind() == kind && parent.equals(object.parent()))
                    .toList();
            if (listed.isEmpty()) {
                continue;
            }
            Visibility expected = builtin.visible(caller, parent, kind, namesOnly);
            List<Visibility.Verdict> verdicts = authorizer
                    .visible(caller, parent, kind, namesOnly)
                    .judge()
                    .judge(listed.stream()
                            .map(object -> new Visibility.Item(
                                    kind == Kind.DATABASE ? "" : parent.name(), object.name(), false))
                            .toList());
            for (int i = 0; i < listed.size(); i++) {
                boolean shown = expected.everything()
                        || expected.objects().contains(listed.get(i).id())
                        || expected.databases().contains(parent.id());
                assertThat(verdicts.get(i) == Visibility.Verdict.SHOWN)
                        .as("%s: %s lists %s in %s, names only: %s", what, caller, listed.get(i), parent, namesOnly)
                        .isEqualTo(shown);
            }
        }
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
