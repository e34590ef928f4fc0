package io.tarn.auth.ranger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Decision.Verdict;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.auth.Securable.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What follows from policies in Ranger. */
class DecisionTest extends RangerTestCase {
    @Test
    void withoutAPolicyNothingIsThere() {
        open();
        assertThat(ask(alice, Operation.GET_TABLE, ORDERS)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(alice, Operation.GET_DATABASE, SALES)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(alice, Operation.GET_CONFIG, LAKE)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(alice, Operation.LIST_PRINCIPALS, Securable.server())).isEqualTo(Verdict.DENIED);
        assertThat(decide(alice, Operation.GET_TABLE, ORDERS).explicit()).isFalse();
    }

    @Test
    void aPolicyOnATableOpensItAndTheWayToIt() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "orders")
                .allow("user:alice", "select"));
        open();
        assertThat(ask(alice, Operation.GET_TABLE, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.COMMIT_SNAPSHOT, ORDERS)).isEqualTo(Verdict.DENIED);
        assertThat(ask(alice, Operation.GET_TABLE, RETURNS)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(alice, Operation.GET_DATABASE, SALES)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.GET_DATABASE, HR)).isEqualTo(Verdict.HIDDEN);
        assertThat(ask(alice, Operation.GET_CONFIG, LAKE)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(bob, Operation.GET_TABLE, ORDERS)).isEqualTo(Verdict.HIDDEN);
    }

    @Test
    void whoMayDropAllTablesMayNotDropTheDatabase() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "*", "column", "*")
                .allow("user:alice", "drop", "alter", "select"));
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "*").allow("user:bob", "drop"));
        open();
        assertThat(ask(alice, Operation.DROP_TABLE, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.DROP_DATABASE, SALES)).isEqualTo(Verdict.DENIED);
        assertThat(ask(bob, Operation.DROP_DATABASE, SALES)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(bob, Operation.DROP_TABLE, ORDERS)).isEqualTo(Verdict.HIDDEN);
    }

    @Test
    void groupsRolesAndDenialsCount() {
        admin.role("analyst", List.of(), List.of("finance"));
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "ord*")
                .allow("role:analyst", "select")
                .deny("user:bob", "select"));
        groups.put(alice.id(), Set.of("finance"));
        groups.put(bob.id(), Set.of("finance"));
        open();
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        Decision denied = decide(bob, Operation.GET_SNAPSHOT, ORDERS);
        assertThat(denied.allowed()).isFalse();
        assertThat(denied.explicit()).isTrue();
        assertThat(denied.reason()).contains("policy 1 of Ranger service lake_tarn denies it");
    }

    @Test
    void aPolicyForOwnersIsForWhoeverOwnsTheObject() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "*", "table", "*")
                .allow("user:{OWNER}", "select", "drop"));
        open();
        Securable own = SALES.child(Kind.TABLE, UUID.randomUUID(), alice.id(), "mine");
        assertThat(ask(alice, Operation.DROP_TABLE, own)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(bob, Operation.DROP_TABLE, own)).isNotEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.DROP_TABLE, ORDERS)).isNotEqualTo(Verdict.ALLOWED);
    }

    @Test
    void namesAreMatchedExactly() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "ORDERS")
                .allow("user:alice", "select"));
        open();
        assertThat(ask(alice, Operation.GET_TABLE, ORDERS)).isEqualTo(Verdict.HIDDEN);
    }

    @Test
    void aServiceIsNoUserOfTheSameName() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "orders")
                .allow("user:svc-etl", "select"));
        open();
        assertThat(ask(principal(Principal.Kind.SERVICE, "etl"), Operation.GET_TABLE, ORDERS))
                .isEqualTo(Verdict.ALLOWED);
        assertThat(ask(principal(Principal.Kind.USER, "etl"), Operation.GET_TABLE, ORDERS))
                .isEqualTo(Verdict.HIDDEN);
        assertThat(ask(principal(Principal.Kind.USER, "svc-etl"), Operation.GET_TABLE, ORDERS))
                .isEqualTo(Verdict.DENIED);
    }

    @Test
    void aPlaceIsUsedByWhomItOrOneThatContainsItIsGiven() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "location", "s3://in")
                .allow("user:alice", "uselocation"));
        admin.put(
                RangerPolicyJson.access("catalog", "lake", "database", "sales").allow("user:alice", "createtable"));
        open();
        assertThat(ask(alice, Operation.REGISTER_TABLE, SALES, place("s3://in/a")))
                .isEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.REGISTER_TABLE, SALES, place("s3://in")))
                .isEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.REGISTER_TABLE, SALES, place("s3://inside")))
                .isNotEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.REGISTER_TABLE, SALES, place("s3://other")))
                .isNotEqualTo(Verdict.ALLOWED);
    }

    @Test
    void conditionsOnAddressesAreEvaluated() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "orders")
                .allow("user:alice", "select")
                .ifOnly("ip-range", "10.0.0.*"));
        open();
        assertThat(authorizer
                        .authorize(new Caller(alice, Set.of(), null, "10.0.0.7"), Operation.GET_TABLE, List.of(ORDERS))
                        .allowed())
                .isTrue();
        assertThat(ask(alice, Operation.GET_TABLE, ORDERS)).isNotEqualTo(Verdict.ALLOWED);
    }

    @Test
    void tagsDecide() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "*")
                .allow("user:alice", "select"));
        admin.putForTag(RangerPolicyJson.access("tag", "PII").deny("user:alice", "tarn:select"));
        admin.tag("PII", Map.of("catalog", "lake", "database", "sales", "table", "orders"));
        open();
        assertThat(ask(alice, Operation.GET_SNAPSHOT, RETURNS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isNotEqualTo(Verdict.ALLOWED);
    }

    @Test
    void aTagThatEndsIsNotRemembered() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "*")
                .allow("user:alice", "select"));
        admin.putForTag(RangerPolicyJson.access("tag", "PII").deny("user:alice", "tarn:select"));
        admin.tag("PII", Map.of("catalog", "lake", "database", "sales", "table", "orders"));
        admin.tagEnds(Instant.now().plusSeconds(6));
        open();
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isNotEqualTo(Verdict.ALLOWED);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ask(alice, Operation.GET_SNAPSHOT, ORDERS) == Verdict.ALLOWED);
    }

    @Test
    void whoIsDisabledMayNothing() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "orders")
                .allow("group:public", "all"));
        open();
        assertThat(ask(alice, Operation.DROP_TABLE, ORDERS)).isEqualTo(Verdict.ALLOWED);
        disabled.add(alice.id());
        assertThat(ask(alice, Operation.DROP_TABLE, ORDERS)).isEqualTo(Verdict.DENIED);
        assertThat(shown(alice, SALES, Kind.TABLE, List.of("orders"))).isEmpty();
    }

    @Test
    void allMeansEverythingButWritingUnseen() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "orders")
                .allow("user:alice", "all"));
        admin.put(RangerPolicyJson.filter("catalog", "lake", "database", "sales", "table", "orders")
                .showOnly("user:alice", "region = 'EU'"));
        open();
        assertThat(ask(alice, Operation.COMMIT_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.LIST_PRINCIPALS, Securable.server())).isEqualTo(Verdict.DENIED);
        assertThat(seen(alice, ORDERS).writesUnseen()).isFalse();
        assertThat(ask(alice, Operation.TRANSFER_TABLE, ORDERS)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void listsShowWhatPatternsReach() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "ord*")
                .allow("user:alice", "select"));
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "hr").allow("user:alice", "list"));
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "orders_secret")
                .deny("user:alice", "all"));
        open();
        assertThat(shown(alice, SALES, Kind.TABLE, List.of("a", "orders", "orders_secret", "ordinary", "z")))
                .containsExactly("orders", "ordinary");
        assertThat(shown(alice, HR, Kind.TABLE, List.of("x", "y"))).containsExactly("x", "y");
        assertThat(shown(alice, LAKE, Kind.DATABASE, List.of("default", "hr", "sales")))
                .containsExactly("hr", "sales");
        assertThat(shown(bob, LAKE, Kind.DATABASE, List.of("default", "hr", "sales")))
                .isEmpty();
    }

    private static Principal principal(Principal.Kind kind, String name) {
        return new Principal(UUID.randomUUID(), kind, name);
    }

    private static Securable place(String text) {
        return new Securable(
                Kind.LOCATION,
                UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)),
                LAKE,
                null,
                List.of("lake", text));
    }
}
