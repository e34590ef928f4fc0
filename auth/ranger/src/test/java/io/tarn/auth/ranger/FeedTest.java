package io.tarn.auth.ranger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tarn.auth.Decision.Verdict;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.auth.Securable.Kind;
import io.tarn.auth.outside.RangerSettings;
import io.tarn.auth.outside.RangerSettings.Model;
import io.tarn.auth.ranger.TestRangerAdmin.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of decisions while Ranger Admin is well, ill, away, or answers nonsense. */
class FeedTest extends RangerTestCase {
    private static final RangerPolicyJson READS = RangerPolicyJson.access(
                    "catalog", "lake", "database", "sales", "table", "orders")
            .allow("user:alice", "select");

    private long reads;

    @BeforeEach
    void aliceReads() {
        reads = admin.put(READS);
    }

    @Test
    void whatIsChangedInRangerHoldsAfterAPoll() {
        open();
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        admin.remove(reads);
        await().until(() -> ask(alice, Operation.GET_SNAPSHOT, ORDERS) == Verdict.HIDDEN);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NONE", "HANG", "NOT_FOUND"},
            mode = EnumSource.Mode.EXCLUDE)
    void anAnswerThatCannotBeUsedChangesNothing(Fault fault) {
        open();
        admin.fail("policies", fault);
        admin.remove(reads);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !authorizer.health().lastError().isEmpty());
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(authorizer.health().able()).isTrue();
        admin.heal();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ask(alice, Operation.GET_SNAPSHOT, ORDERS) == Verdict.HIDDEN);
        assertThat(authorizer.health().lastError()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NONE", "HANG"},
            mode = EnumSource.Mode.EXCLUDE)
    void withoutAnythingUsableNothingIsDecided(Fault fault) {
        admin.fail("all", fault);
        authorizer = open(settings());
        await().until(() -> !authorizer.health().lastError().startsWith("nothing"));
        if (fault != Fault.NOT_FOUND) {
            assertThatThrownBy(() -> ask(alice, Operation.GET_SNAPSHOT, ORDERS))
                    .isInstanceOf(RuntimeException.class)
                    .hasMessageContaining("no policies from Ranger yet");
            assertThatThrownBy(() -> shown(alice, SALES, Kind.TABLE, List.of("orders")))
                    .as("a list fails, and does not come back empty")
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(authorizer.health().lastError()).isNotEmpty();
    }

    @Test
    void wrongCredentialsAreTold() {
        RangerSettings right = settings();
        authorizer = open(new RangerSettings(
                right.urls(),
                right.service(),
                right.model(),
                "",
                "tarn",
                "wrong",
                null,
                null,
                right.pollInterval(),
                right.connectTimeout(),
                right.readTimeout(),
                right.maxStale(),
                right.cache(),
                "",
                false));
        await().until(() -> authorizer.health().lastError().contains("refuses the credentials"));
    }

    @Test
    void aTokenFromAFileLogsIn() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), TestRangerAdmin.TOKEN + "\n");
        RangerSettings basic = settings();
        authorizer = open(new RangerSettings(
                basic.urls(),
                basic.service(),
                basic.model(),
                "",
                "",
                "",
                token,
                null,
                basic.pollInterval(),
                basic.connectTimeout(),
                basic.readTimeout(),
                basic.maxStale(),
                basic.cache(),
                "",
                false));
        awaitAble();
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void aSessionIsUsedUntilItEnds() {
        open();
        awaitPolls();
        assertThat(admin.requests().stream().filter(request -> request.startsWith("login")))
                .hasSize(1);
        admin.endSessions();
        awaitPolls();
        assertThat(authorizer.health().lastError()).isEmpty();
        assertThat(admin.requests()).allMatch(request -> request.contains("/secure/"));
    }

    @Test
    void aServerThatStartsWhileRangerIsDownDecidesByWhatWasKept() {
        open();
        await().until(() -> Files.exists(directory.resolve("policies.fresh")));
        authorizer.close();
        admin.stop();
        open();
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        admin.restart();
        admin.remove(reads);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ask(alice, Operation.GET_SNAPSHOT, ORDERS) == Verdict.HIDDEN);
    }

    @Test
    void withoutATimeToBeStaleAServerThatStartsWaits() {
        open();
        await().until(() -> Files.exists(directory.resolve("policies.fresh")));
        authorizer.close();
        admin.stop();
        authorizer = open(settings(Model.TARN, Duration.ZERO));
        await().until(() -> !authorizer.health().lastError().startsWith("nothing"));
        assertThat(authorizer.health().able()).isFalse();
    }

    @Test
    void policiesThatAreTooOldDecideNothing() {
        authorizer = open(settings(Model.TARN, Duration.ofSeconds(1)));
        awaitAble();
        admin.stop();
        await().atMost(Duration.ofSeconds(20)).until(() -> !authorizer.health().able());
        assertThatThrownBy(() -> ask(alice, Operation.GET_SNAPSHOT, ORDERS)).hasMessageContaining("older than 1 s");
        admin.restart();
        awaitAble();
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void olderPoliciesAreRefusedUnlessTheServiceIsAnother() {
        open();
        awaitVersion(2);
        admin.turnBack();
        await().until(() -> authorizer.health().lastError().contains("older policies"));
        assertThat(authorizer.health().version()).isEqualTo(2);
        admin.makeAnew();
        awaitVersion(1);
    }

    @Test
    void aHiveServiceDecidesForItsCatalog() {
        admin.close();
        admin = TestRangerAdmin.hive();
        admin.put(RangerPolicyJson.access("database", "sales", "table", "*", "column", "*")
                .allow("user:alice", "select"));
        admin.put(RangerPolicyJson.access("database", "hr").allow("user:bob", "create", "drop"));
        authorizer = open(settings(Model.HIVE, Duration.ofHours(1)));
        awaitAble();
        assertThat(ask(alice, Operation.GET_CONFIG, LAKE)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.COMMIT_SNAPSHOT, ORDERS)).isEqualTo(Verdict.DENIED);
        assertThat(ask(alice, Operation.GET_DATABASE, HR)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(bob, Operation.CREATE_TABLE, HR)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(bob, Operation.CREATE_DATABASE, LAKE)).isNotEqualTo(Verdict.ALLOWED);
        assertThat(shown(alice, LAKE, Kind.DATABASE, List.of("hr", "sales"))).containsExactly("sales");
        var other = Securable.catalog(UUID.randomUUID(), "other");
        assertThat(ask(alice, Operation.GET_CONFIG, other)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(principal("nobody"), Operation.GET_CONFIG, LAKE)).isEqualTo(Verdict.HIDDEN);
    }

    private static Principal principal(String name) {
        return new Principal(UUID.randomUUID(), Principal.Kind.USER, name);
    }
}
