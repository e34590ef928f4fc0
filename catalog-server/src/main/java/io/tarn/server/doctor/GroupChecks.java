package io.tarn.server.doctor;

import static io.tarn.server.doctor.Finding.ok;
import static io.tarn.server.doctor.Finding.warning;
import static io.tarn.server.doctor.Finding.wrong;

import io.tarn.server.store.DatabaseFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** MySQL's group replication. */
final class GroupChecks {
    private static final String CONSISTENCY = "group_replication_consistency";

    /** With each of them a read sees what any primary has acknowledged before. */
    private static final Set<String> FRESH = Set.of("AFTER", "BEFORE", "BEFORE_AND_AFTER");

    private GroupChecks() {}

    static List<Finding> of(DatabaseFacts facts) {
        if (facts.variable("group_replication_group_name").orElse("").isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        boolean many = !facts.on("group_replication_single_primary_mode");
        findings.add(ok("group replication", many ? "every member is a primary" : "one primary"));
        findings.add(many ? onMany(facts) : onOne(facts));
        findings.add(members(facts));
        return findings;
    }

    /** A server on another primary would read an older head, and call a writer's good commit a stale one. */
    private static Finding onMany(DatabaseFacts facts) {
        String value = facts.variable(CONSISTENCY).orElse("EVENTUAL");
        return FRESH.contains(value)
                ? ok(CONSISTENCY, value)
                : wrong(
                        CONSISTENCY,
                        value,
                        "set it to AFTER, or BEFORE or BEFORE_AND_AFTER, on every member: servers on other primaries do not see"
                                + " what was acknowledged");
    }

    private static Finding onOne(DatabaseFacts facts) {
        String value = facts.variable(CONSISTENCY).orElse("EVENTUAL");
        return value.equals("EVENTUAL")
                ? warning(
                        CONSISTENCY,
                        value,
                        "set it to BEFORE_ON_PRIMARY_FAILOVER: a new primary answers before it has caught up")
                : ok(CONSISTENCY, value);
    }

    private static Finding members(DatabaseFacts facts) {
        String what = "members of the group";
        String seen = facts.members().stream()
                .map(member -> member.address() + " " + member.state() + " " + member.role())
                .collect(Collectors.joining(", "));
        if (facts.members().isEmpty()) {
            return warning(what, "none to be seen", "grant select on performance_schema.replication_group_members");
        }
        return facts.members().stream().allMatch(member -> member.state().equals("ONLINE"))
                ? ok(what, seen)
                : warning(what, seen, "bring back the members that are not ONLINE");
    }
}
