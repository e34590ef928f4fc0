package io.tarn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.PolicyChanges.GrantState;
import io.tarn.auth.PolicyChanges.Membership;
import io.tarn.auth.PolicyChanges.PrincipalState;
import io.tarn.auth.Securable.Kind;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a decision costs. In a build it is only seen that it runs; {@code ./tarn bench decisions} is the measurement. */
class DecisionBenchTest {
    private static final int DECISIONS = Integer.getInteger("tarn.bench.decisions", 2_000);
    private static final int ROLES = 1_000;
    private static final int USERS = 500;
    private static final int TABLES = 5_000;
    private static final int GRANTS = 10_000;

    private final Random random = new Random(1);
    private final Securable lake = Securable.catalog(UUID.randomUUID(), "lake");
    private final List<Securable> tables = IntStream.range(0, TABLES)
            .mapToObj(i -> lake.child(Kind.DATABASE, UUID.randomUUID(), null, "d" + i % 100)
                    .child(Kind.TABLE, UUID.randomUUID(), null, "t" + i))
            .toList();
    private final List<Principal> users = principals(Principal.Kind.USER, USERS);
    private final List<Principal> roles = principals(Principal.Kind.ROLE, ROLES);

    @Test
    void decisions() {
        BuiltinAuthorizer authorizer = new BuiltinAuthorizer(Clock.systemUTC());
        authorizer.apply(policy());
        run(authorizer, Math.min(DECISIONS, 200_000));
        long[] nanos = run(authorizer, DECISIONS);
        Arrays.sort(nanos);
        System.out.printf(
                "%d decisions with %d grants and %d roles: median %.2f us, 99 %% below %.2f us%n",
                DECISIONS, GRANTS, ROLES, nanos[DECISIONS / 2] / 1e3, nanos[(int) (DECISIONS * 0.99)] / 1e3);
    }

    private long[] run(BuiltinAuthorizer authorizer, int count) {
        long[] nanos = new long[count];
        int allowed = 0;
        for (int i = 0; i < count; i++) {
            Caller caller = Caller.of(users.get(random.nextInt(USERS)));
            List<Securable> on = List.of(tables.get(random.nextInt(TABLES)));
            long begin = System.nanoTime();
            Decision decision = authorizer.authorize(caller, Operation.GET_SNAPSHOT, on);
            nanos[i] = System.nanoTime() - begin;
            allowed += decision.allowed() ? 1 : 0;
        }
        assertThat(allowed).as("some are allowed and some are not").isBetween(1, count - 1);
        return nanos;
    }

    /** Each user has some twenty roles, half of them through another role. */
    private PolicyChanges policy() {
        List<PrincipalState> states = new ArrayList<>();
        users.forEach(user -> states.add(new PrincipalState(user, true, false)));
        roles.forEach(role -> states.add(new PrincipalState(role, true, false)));
        List<Membership> members = new ArrayList<>();
        for (int i = 1; i < ROLES; i += 2) {
            members.add(new Membership(roles.get(i - 1).id(), roles.get(i).id(), true));
        }
        for (Principal user : users) {
            for (int i = 0; i < 10; i++) {
                members.add(new Membership(
                        user.id(), roles.get(random.nextInt(ROLES / 2) * 2).id(), true));
            }
        }
        List<GrantState> grants = new ArrayList<>();
        for (int i = 0; i < GRANTS; i++) {
            Securable table = tables.get(random.nextInt(TABLES));
            grants.add(new GrantState(
                    new Grant(
                            UUID.randomUUID(),
                            roles.get(random.nextInt(ROLES)).id(),
                            ResourceType.TABLE,
                            table.id(),
                            lake.id(),
                            table.parent().id(),
                            Privilege.SELECT,
                            null,
                            0),
                    true));
        }
        return new PolicyChanges(1, states, members, grants, List.of());
    }

    private static List<Principal> principals(Principal.Kind kind, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Principal(UUID.randomUUID(), kind, kind.word() + i))
                .toList();
    }
}
