package io.tarn.auth;

import io.tarn.auth.OperationTable.Requirement;
import java.util.List;
import java.util.Optional;

/** Until privileges are granted one by one: root may do everything, other principals everything but manage the server. */
public final class AllOrNothingAuthorizer implements Authorizer {
    @Override
    public Decision authorize(Principal principal, Operation operation, List<Securable> on) {
        Optional<List<Requirement>> requirements = OperationTable.requirements(operation);
        if (requirements.isEmpty()) {
            return Decision.deny(operation + " has no entry in the operation table");
        }
        if (!matches(requirements.get(), on)) {
            return Decision.deny(operation + " was asked for on objects that its entry does not name");
        }
        for (Requirement requirement : requirements.get()) {
            if (requirement.on() == Securable.Kind.SERVER && !principal.root()) {
                return Decision.deny("only root holds " + requirement.privilege() + " on the server");
            }
        }
        return Decision.allow(principal.root() ? "root" : "a principal that root created");
    }

    private static boolean matches(List<Requirement> requirements, List<Securable> on) {
        if (requirements.size() != on.size()) {
            return false;
        }
        for (int i = 0; i < on.size(); i++) {
            if (requirements.get(i).on() != on.get(i).kind()) {
                return false;
            }
        }
        return true;
    }
}
