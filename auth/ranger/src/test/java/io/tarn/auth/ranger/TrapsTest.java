package io.tarn.auth.ranger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tarn.auth.Decision;
import io.tarn.auth.Decision.Verdict;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.policy.RowFilter;
import io.tarn.auth.ranger.TestRangerAdmin.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.script.ScriptEngineManager;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What goes wrong when Ranger's plugin is embedded as it comes; one test for each. */
class TrapsTest extends RangerTestCase {
    private static final String[] ON_ORDERS = {"catalog", "lake", "database", "sales", "table", "orders"};
    private static final String[] ON_RETURNS = {"catalog", "lake", "database", "sales", "table", "returns"};

    @Test
    void trap1AConditionThatIsAScriptAllowsNothing() {
        admin.put(
                RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select").ifOnly("_expression", "false"));
        admin.put(RangerPolicyJson.access(ON_RETURNS).allow("user:alice", "select"));
        open();
        Decision decision = decide(alice, Operation.GET_SNAPSHOT, ORDERS);
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.reason()).contains("policy 1").contains("condition that Tarn does not evaluate");
        assertThat(authorizer.problems()).hasSize(1);
        assertThat(ask(alice, Operation.GET_SNAPSHOT, RETURNS))
                .as("what the policy is not about")
                .isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void trap1AConditionThatNobodyDefinedAllowsNothing() {
        admin.put(
                RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select").when("no-such-condition", "x"));
        open();
        assertThat(decide(alice, Operation.GET_SNAPSHOT, ORDERS).allowed()).isFalse();
    }

    @Test
    void trap2NoScriptEngineIsThereToRunWhatPoliciesSay() {
        assertThat(new ScriptEngineManager().getEngineFactories()).isEmpty();
        String victim = directory.resolve("written-by-a-policy").toString();
        admin.put(RangerPolicyJson.access(ON_ORDERS)
                .allow("user:alice", "select")
                .when("_expression", "java.nio.file.Files.createFile(java.nio.file.Path.of('" + victim + "'))"));
        open();
        assertThat(decide(alice, Operation.GET_SNAPSHOT, ORDERS).allowed()).isFalse();
        assertThat(Path.of(victim)).doesNotExist();
    }

    /** A script engine was tried, too: it makes each condition cost milliseconds, so none is shipped. */
    @Test
    void trap3AScriptCostsNoMoreThanAnyDecision() {
        admin.put(
                RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select").when("_expression", "1 == 1"));
        open();
        long began = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            decide(alice, Operation.GET_SNAPSHOT, ORDERS);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void trap4WhatUsersCallThemselvesIsAValueAndNoText() {
        admin.put(RangerPolicyJson.access(ON_ORDERS).allow("group:public", "select"));
        admin.put(RangerPolicyJson.filter(ON_ORDERS).showOnly("group:public", "region = '${{USER.region}}'"));
        open();
        String sql = seen(alice, ORDERS).rules().get(0).sql();
        assertThat(RowFilter.parse(sql)).isEqualTo(RowFilter.parse("region = attribute('region')"));
    }

    @Test
    void trap4AUserWhoseNameIsAPatternMayNothing() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "{USER}")
                .allow("user:{USER}", "select"));
        open();
        assertThat(ask(principal("orders"), Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        for (String name : List.of("*", "?*", "o*", "{OWNER}", "{USER}", "x' OR '1'='1", "a$1b")) {
            assertThat(ask(principal(name), Operation.GET_SNAPSHOT, ORDERS))
                    .as(name)
                    .isEqualTo(Verdict.DENIED);
        }
    }

    @Test
    void trap5WithoutRolesThereAreNoPolicies() {
        admin.role("restricted", List.of("alice"), List.of());
        admin.put(RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select"));
        admin.put(RangerPolicyJson.filter(ON_ORDERS).showOnly("role:restricted", "region = 'EU'"));
        admin.fail("roles", Fault.ERROR_500);
        authorizer = open(settings());
        await().until(() -> admin.requests().stream()
                        .filter(request -> request.contains("roles"))
                        .count()
                > 1);
        assertThat(authorizer.health().able()).isFalse();
        assertThatThrownBy(() -> decide(alice, Operation.GET_SNAPSHOT, ORDERS)).hasMessageContaining("no policies");
        assertThatThrownBy(() -> seen(alice, ORDERS)).hasMessageContaining("no policies");
        admin.heal();
        awaitAble();
        assertThat(seen(alice, ORDERS).rules()).hasSize(1);
    }

    @Test
    void trap6WhoMayNotReadMayStillKnowOfTheTable() {
        admin.put(RangerPolicyJson.access(ON_ORDERS)
                .allow("user:alice", "describe", "select")
                .deny("user:alice", "select"));
        open();
        assertThat(ask(alice, Operation.GET_TABLE, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void trap7ThePasswordIsInNoLog() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        root.setLevel(Level.DEBUG);
        try {
            admin.put(RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select"));
            open();
            decide(alice, Operation.GET_SNAPSHOT, ORDERS);
            admin.fail("all", Fault.ERROR_500);
            awaitPolls();
        } finally {
            root.setLevel(level);
            root.detachAppender(lines);
        }
        assertThat(List.copyOf(lines.list))
                .isNotEmpty()
                .noneMatch(line -> String.valueOf(line.getFormattedMessage())
                        .concat(String.valueOf(line.getKeyValuePairs()))
                        .contains(TestRangerAdmin.PASSWORD));
        assertThat(settings().toString()).doesNotContain(TestRangerAdmin.PASSWORD);
    }

    @Test
    void trap8TheCacheIsWholeOrNotUsed() throws IOException {
        admin.put(RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select"));
        open();
        authorizer.close();
        Path file = directory.resolve("policies");
        await().until(() -> Files.exists(directory.resolve("policies.fresh")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        admin.stop();
        authorizer = open(settings());
        await().until(() -> !authorizer.health().lastError().startsWith("nothing"));
        assertThat(authorizer.health().able()).isFalse();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .as("Ranger's own cache, which it trusts, is not there")
                    .containsExactlyInAnyOrder("policies", "policies.fresh");
        }
    }

    @Test
    void trap8WhatWasKeptIsMadeSafeAsWhatWasSent() {
        admin.put(
                RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select").when("_expression", "false"));
        open();
        // It decides by them before they are kept.
        await().until(() -> Files.exists(directory.resolve("policies.fresh")));
        authorizer.close();
        admin.stop();
        open();
        assertThat(decide(alice, Operation.GET_SNAPSHOT, ORDERS).allowed()).isFalse();
    }

    @Test
    void trap9AnAdminThatDoesNotAnswerHoldsNobodyUp() {
        admin.fail("all", Fault.HANG);
        long began = System.nanoTime();
        authorizer = open(settings());
        assertThatThrownBy(() -> decide(alice, Operation.GET_SNAPSHOT, ORDERS)).hasMessageContaining("no policies");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> authorizer.health().lastError().contains("cannot be reached")
                        || authorizer.health().lastError().contains("in time"));
    }

    @Test
    void trap10NothingNewIsToldFromNothingHeard() {
        open();
        awaitPolls();
        assertThat(authorizer.health().lastError()).isEmpty();
        admin.stop();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !authorizer.health().lastError().isEmpty());
        assertThat(authorizer.health().able()).isTrue();
        assertThat(authorizer.health().state()).isEqualTo("by what was fetched last");
    }

    @Test
    void trap10ADeletedServiceDeniesAllAfterAWhile() {
        admin.put(RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select"));
        open();
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        admin.fail("all", Fault.NOT_FOUND);
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        decide(alice, Operation.GET_SNAPSHOT, ORDERS).reason().contains("no service"));
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.DENIED);
        admin.makeAnew();
        admin.heal();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> decide(alice, Operation.GET_SNAPSHOT, ORDERS).allowed());
    }

    @Test
    void trap11TheEngineHasNoThreads() {
        admin.putForTag(RangerPolicyJson.access("tag", "PII").deny("user:bob", "tarn:select"));
        admin.tag("PII", Map.of("catalog", "lake", "database", "sales", "table", "orders"));
        open();
        admin.put(RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select"));
        await().until(() -> decide(alice, Operation.GET_SNAPSHOT, ORDERS).allowed());
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("Ranger async Audit")
                        || name.contains("PolicyRefresher")
                        || name.contains("RangerTagRefresher")
                        || name.contains("policyDownloadTimer")
                        || name.contains("AuditFile"));
    }

    private static Principal principal(String name) {
        return new Principal(UUID.randomUUID(), Principal.Kind.USER, name);
    }
}
