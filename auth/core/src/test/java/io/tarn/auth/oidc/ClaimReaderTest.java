package io.tarn.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tarn.auth.login.Identity;
import io.tarn.auth.login.RefusedException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimReaderTest {
    private static final Issuer.Mapping MAPPING = new Issuer.Mapping(
            new ClaimPath("preferred_username"),
            "corp/",
            new ClaimPath("realm_access.roles"),
            "kc-",
            new ClaimRule(new ClaimPath("preferred_username"), "service-account-*"),
            Map.of("region", new ClaimPath("address.region"), "level", new ClaimPath("level")));

    @Test
    void namesGroupsAndAttributesAreReadWhereTheMappingSays() {
        Identity identity = read(Map.of(
                "preferred_username",
                "alice",
                "realm_access",
                Map.of("roles", List.of("analyst", "ops")),
                "address",
                Map.of("region", "eu"),
                "level",
                7));

        assertThat(identity.kind()).isEqualTo(Identity.Kind.USER);
        assertThat(identity.name()).isEqualTo("corp/alice");
        assertThat(identity.groups()).containsExactlyInAnyOrder("kc-analyst", "kc-ops");
        assertThat(identity.attributes()).containsOnly(Map.entry("region", "eu"), Map.entry("level", "7"));
    }

    @Test
    void serviceAccountsAreToldFromPeople() {
        assertThat(read(Map.of("preferred_username", "service-account-flink")).kind())
                .isEqualTo(Identity.Kind.SERVICE);
        assertThat(read(Map.of("preferred_username", "not-a-service-account-flink"))
                        .kind())
                .isEqualTo(Identity.Kind.USER);
    }

    @Test
    void withoutANameThereIsNobody() {
        refused(Map.of("sub", "alice"), "preferred_username");
        refused(Map.of("preferred_username", ""), "preferred_username");
        refused(Map.of("preferred_username", 7), "preferred_username");
        refused(Map.of("preferred_username", List.of("alice")), "preferred_username");
        refused(Map.of("preferred_username", "al\nice"), "invisible");
    }

    @Test
    void groupsThatCannotBeReadAreNotTakenForNone() {
        for (Object groups : List.of(7, true, Map.of("a", "b"), List.of("ok", 7), List.of(List.of("ok")))) {
            refused(Map.of("preferred_username", "alice", "realm_access", Map.of("roles", groups)), "roles");
        }
        refused(Map.of("preferred_username", "alice", "realm_access", Map.of("roles", List.of("a", ""))), "");
    }

    @Test
    void groupsThatTheTokenLeavesOutAreNotTakenForNone() {
        refused(Map.of("preferred_username", "alice", "hasgroups", true), "leaves its groups out");
        refused(
                Map.of("preferred_username", "alice", "_claim_names", Map.of("realm_access.roles", "src1")),
                "leaves its groups out");
        assertThat(read(Map.of("preferred_username", "alice")).groups()).isEmpty();
    }

    @Test
    void aClaimWhoseNameIsAUrlIsFoundByIt() {
        ClaimPath path = new ClaimPath("https://example.org/groups");

        assertThat(path.in(Map.of("https://example.org/groups", "a"))).isEqualTo("a");
        assertThat(path.in(Map.of("https://example", Map.of("org/groups", "b"))))
                .isEqualTo("b");
        assertThat(path.in(Map.of("https://example", "c"))).isNull();
    }

    @Test
    void aRuleComparesWholeValuesUnlessItEndsInAStar() {
        ClaimRule exact = new ClaimRule(new ClaimPath("idtyp"), "app");

        assertThat(exact.holds(Map.of("idtyp", "app"))).isTrue();
        assertThat(exact.holds(Map.of("idtyp", List.of("user", "app")))).isTrue();
        assertThat(exact.holds(Map.of("idtyp", "apple"))).isFalse();
        assertThat(exact.holds(Map.of("idtyp", Map.of()))).isFalse();
        assertThat(exact.holds(Map.of())).isFalse();
    }

    private static Identity read(Map<String, Object> claims) {
        return new ClaimReader(MAPPING, claims).identity(Instant.parse("2026-11-23T12:00:00Z"));
    }

    private static void refused(Map<String, Object> claims, String reason) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> read(claims))
                .withMessageContaining(reason);
    }
}
