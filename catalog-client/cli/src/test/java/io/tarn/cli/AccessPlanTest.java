package io.tarn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** In which order the steps are. */
class AccessPlanTest {
    private static AccessState state(String text) {
        return AccessFile.read("test", "tarn-access: 1\n" + text);
    }

    private static List<String> steps(String before, String after, boolean prune) {
        return AccessPlan.of(state(before), state(after), prune).stream()
                .map(change -> change.sign() + " " + change.text())
                .toList();
    }

    private static String principals(String alice, String a, String b) {
        return """
            principals:
            - {principal: 'user:alice'}
            - {principal: 'role:a', members: [%s]}
            - {principal: 'role:b', members: [%s]}
            catalogs:
            - catalog: main
              grants: [%s]
            """.formatted(a, b, alice);
    }

    private static String grant(String to, String table) {
        return "{principal: '" + to + "', resource: TABLE, database: d, object: " + table + ", privileges: [SELECT]}";
    }

    @Test
    void whoMovesBetweenRolesHasOneAllTheTime() {
        String grants = grant("role:a", "t") + ", " + grant("role:b", "t");
        assertThat(steps(principals(grants, "'user:alice'", ""), principals(grants, "", "'user:alice'"), false))
                .containsExactly("+ member user:alice of role:b", "- member user:alice of role:a");
    }

    @Test
    void whoLeavesARoleDoesNotHoldForAMomentWhatTheRoleGetsThen() {
        assertThat(steps(principals("", "'user:alice'", ""), principals(grant("role:a", "secret"), "", ""), false))
                .containsExactly(
                        "- member user:alice of role:a", "+ grant in main: SELECT on table d.secret to role:a");
    }

    @Test
    void whoJoinsARoleDoesNotHoldForAMomentWhatTheRoleLoses() {
        assertThat(steps(principals(grant("role:a", "secret"), "", ""), principals("", "'user:alice'", ""), false))
                .containsExactly(
                        "- grant in main: SELECT on table d.secret to role:a", "+ member user:alice of role:a");
    }

    @Test
    void twoRolesThatChangePlacesAreNeverInACircle() {
        assertThat(steps(principals("", "'role:b'", ""), principals("", "", "'role:a'"), false))
                .containsExactly("- member role:b of role:a", "+ member role:a of role:b");
    }

    @Test
    void whatHidesComesFirstAndGoesLast() {
        String before = """
            principals: [{principal: 'role:a'}, {principal: 'role:old'}]
            catalogs:
            - catalog: main
              policies: [{principal: 'role:old', database: d, table: t, sql: x}]
            """;
        String after = """
            principals: [{principal: 'role:a'}, {principal: 'role:old'}]
            catalogs:
            - catalog: main
              grants: [%s]
              policies: [{principal: 'role:a', database: d, table: t, sql: y}]
            """.formatted(grant("role:a", "t"));
        assertThat(steps(before, after, false))
                .containsExactly(
                        "+ row filter in main: d.t for role:a: y",
                        "+ grant in main: SELECT on table d.t to role:a",
                        "- row filter in main: d.t for role:old: x");
    }

    @Test
    void onlyPruningDropsWhatTheFileDoesNotName() {
        String before = """
            principals: [{principal: 'role:admin', members: ['user:x']}, {principal: 'user:x'}]
            catalogs:
            - catalog: main
              grants: [%s]
              policies: [{principal: 'user:x', database: d, table: t, sql: x}]
            """.formatted(grant("user:x", "t"));
        String after = "principals: []\ncatalogs: [{catalog: main}]";
        assertThat(steps(before, after, false)).isEmpty();
        assertThat(steps(before, after, true))
                .containsExactly(
                        "- grant in main: SELECT on table d.t to user:x",
                        "- member user:x of role:admin",
                        "- principal user:x");
    }
}
