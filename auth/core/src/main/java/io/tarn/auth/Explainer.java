package io.tarn.auth;

import io.tarn.auth.OperationTable.Requirement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says why {@link HeldPrivileges} finds what it finds. It asks the same questions as the decision, so it can be believed; it
 * only keeps what it learns.
 */
final class Explainer {
    private final HeldPrivileges held;
    private final PrincipalIndex principals;
    private final Grants grants;

    Explainer(HeldPrivileges held, PrincipalIndex principals, Grants grants) {
        this.held = held;
        this.principals = principals;
        this.grants = grants;
    }

    Explanation explain(Standing standing, Decision decision, Operation operation, List<Securable> on) {
        List<Requirement> requirements = OperationTable.requirements(operation).orElse(List.of());
        List<Explanation.Step> steps = new ArrayList<>();
        if (requirements.size() == on.size()) {
            for (int i = 0; i < requirements.size(); i++) {
                steps.add(step(standing, requirements.get(i), on.get(i)));
            }
        }
        return new Explanation(decision, steps);
    }

    private Explanation.Step step(Standing standing, Requirement requirement, Securable on) {
        if (standing.admin()) {
            List<Principal> through =
                    principals.admin().map(admin -> through(standing, admin)).orElse(List.of());
            return step(requirement, on, "a member of the role admin", null, through);
        }
        Decision decision = held.decide(standing, requirement, on);
        Grant grant = decision.grant();
        if (grant != null) {
            List<Principal> through = principals
                    .find(grant.principal())
                    .map(grantee -> through(standing, grantee))
                    .orElse(List.of());
            return step(requirement, on, "grant", grant, through);
        }
        if (decision.allowed()) {
            return step(requirement, on, decision.reason(), null, List.of());
        }
        return new Explanation.Step(
                requirement.toString(), on, false, "missing", null, List.of(), grantors(on, requirement.beneath()));
    }

    private static Explanation.Step step(
            Requirement requirement, Securable on, String because, @Nullable Grant grant, List<Principal> through) {
        return new Explanation.Step(requirement.toString(), on, true, because, grant, through, List.of());
    }

    private List<Principal> through(Standing standing, Principal from) {
        return principals.named(standing.path(from.id()));
    }

    /** Direct holders only: who is in a role or group that holds GRANT is for its members to know. */
    private List<Principal> grantors(Securable on, boolean beneath) {
        Set<Principal> found = new LinkedHashSet<>();
        principals.admin().ifPresent(found::add);
        if (on.owner() != null && !beneath) {
            principals.find(on.owner()).ifPresent(found::add);
        }
        for (Securable level = on; level != null; level = level.parent()) {
            boolean inherited = beneath || !level.id().equals(on.id());
            grants.on(level.id()).stream()
                    .filter(grant -> grant.type().beneath() == inherited
                            && HeldPrivileges.meansAny(grant, EnumSet.of(Privilege.GRANT), on.kind()))
                    .map(Grant::principal)
                    .map(principals::find)
                    .flatMap(Optional::stream)
                    .forEach(found::add);
        }
        return List.copyOf(found);
    }
}
