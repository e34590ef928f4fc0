package io.tarn.auth.ranger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.auth.Securable.Kind;
import io.tarn.auth.Visibility;
import io.tarn.auth.outside.RangerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What deciding by Ranger's policies costs. In a build it is only seen that it runs; {@code ./tarn bench ranger} measures. */
class RangerBenchTest extends RangerTestCase {
    private static final int DECISIONS = Integer.getInteger("tarn.bench.decisions", 2_000);
    private static final int POLICIES = Integer.getInteger("tarn.bench.policies", 1_000);
    private static final int DATABASES = 100;
    private static final int USERS = 500;
    private static final int LISTED = 1_000;

    /** How many jobs, each with its user and its table, ask again and again. */
    private static final int AGAIN = Math.min(1_000, POLICIES - 1);

    private final Random random = new Random(1);
    private final List<Principal> users = IntStream.range(0, USERS)
            .mapToObj(i -> new Principal(UUID.randomUUID(), Principal.Kind.USER, "user" + i))
            .toList();
    private final List<Securable> tables = IntStream.range(0, POLICIES)
            .mapToObj(i -> database(i % DATABASES).child(Kind.TABLE, UUID.randomUUID(), null, "t" + i))
            .toList();

    @Test
    void decisions() {
        fill();
        RangerSettings settings = settings();
        authorizer = open(new RangerSettings(
                settings.urls(),
                settings.service(),
                settings.model(),
                "",
                settings.user(),
                settings.password(),
                null,
                null,
                settings.pollInterval(),
                settings.connectTimeout(),
                Duration.ofSeconds(30),
                settings.maxStale(),
                settings.cache(),
                "",
                false));
        await().atMost(Duration.ofMinutes(2)).until(() -> authorizer.health().able());
        run(Math.min(DECISIONS, 100_000), POLICIES);
        report("each about another table and user", run(DECISIONS, POLICIES));
        report("by 1,000 jobs again and again", run(DECISIONS, AGAIN));
        lists();
        whileNewPoliciesComeIn();
    }

    private void whileNewPoliciesComeIn() {
        AtomicBoolean stop = new AtomicBoolean();
        Thread changes = new Thread(() -> {
            while (!stop.get()) {
                admin.replace(1, policy(0));
                long version = admin.policyVersion();
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> stop.get() || authorizer.health().version() >= version);
            }
        });
        changes.start();
        report("while new policies come in", run(DECISIONS, POLICIES));
        stop.set(true);
        try {
            changes.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void lists() {
        List<Visibility.Item> items = IntStream.range(0, LISTED)
                .mapToObj(i -> new Visibility.Item("d0", "t" + i, false))
                .toList();
        long[] nanos = new long[50];
        for (int i = 0; i < nanos.length; i++) {
            Caller caller = Caller.of(users.get(random.nextInt(USERS)));
            long began = System.nanoTime();
            assertThat(authorizer
                            .visible(caller, database(0), Kind.TABLE, true)
                            .judge()
                            .judge(items))
                    .hasSize(LISTED);
            nanos[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%d items of a list with %d policies: median %.1f ms, longest %.1f ms%n",
                LISTED, POLICIES, nanos[nanos.length / 2] / 1e6, nanos[nanos.length - 1] / 1e6);
    }

    /** @param jobs how many tables are asked about, each by one user unless it is all of them */
    private long[] run(int count, int jobs) {
        long[] nanos = new long[count];
        int allowed = 0;
        for (int i = 0; i < count; i++) {
            int table = random.nextInt(jobs);
            Caller caller = Caller.of(users.get(jobs == POLICIES ? random.nextInt(USERS) : table % USERS));
            List<Securable> on = List.of(tables.get(table));
            long began = System.nanoTime();
            allowed += authorizer.authorize(caller, Operation.GET_SNAPSHOT, on).allowed() ? 1 : 0;
            nanos[i] = System.nanoTime() - began;
        }
        assertThat(allowed).as("some are allowed").isPositive();
        return nanos;
    }

    private static void report(String when, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "%d decisions with %d policies, %s: median %.1f us, 99 %% below %.1f us, longest %.1f ms%n",
                nanos.length,
                POLICIES,
                when,
                nanos[nanos.length / 2] / 1e3,
                nanos[(int) (nanos.length * 0.99)] / 1e3,
                nanos[nanos.length - 1] / 1e6);
    }

    private void fill() {
        for (int i = 0; i < 100; i++) {
            List<String> members = new ArrayList<>();
            for (int j = 0; j < 20; j++) {
                members.add("user" + random.nextInt(USERS));
            }
            admin.role("role" + i, members, List.of());
        }
        admin.put(IntStream.range(0, POLICIES).mapToObj(this::policy).toList());
    }

    private RangerPolicyJson policy(int i) {
        return RangerPolicyJson.access("catalog", "lake", "database", "d" + i % DATABASES, "table", "t" + i)
                .allow("role:role" + i % 100, "select")
                .allow("user:user" + i % USERS, "all");
    }

    private static Securable database(int i) {
        return LAKE.child(Kind.DATABASE, new UUID(1, i), null, "d" + i);
    }
}
