package io.tarn.server.ops.principals;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.ops.privileges.FreshAuthorizer;
import io.tarn.server.store.PrincipalRows.Entry;
import io.tarn.server.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a caller act in the name of a user. Then the user's privileges decide alone, and both names are logged.
 *
 * <p>Only users can be acted for, and never those who could do so themselves: admins. So nobody gains more than the
 * privileges of a user, and no chain of names comes about. Groups that only credentials assert are not known here, and do
 * not count.
 */
public final class Impersonation {
    /**
     * @param users labels; a star at the end stands for anything
     * @param groups names of groups whose members are meant, too
     */
    public record Rule(PrincipalLabel service, List<String> users, Set<String> groups) {
        public Rule {
            users = List.copyOf(users);
            groups = Set.copyOf(groups);
        }

        private boolean names(PrincipalLabel user) {
            return users.stream()
                    .anyMatch(pattern -> pattern.endsWith("*")
                            ? user.toString().startsWith(pattern.substring(0, pattern.length() - 1))
                            : user.toString().equals(pattern));
        }
    }

    private final List<Rule> rules;
    private final Store store;
    private final Guard guard;
    private final FreshAuthorizer authorizer;
    private final LoginMemory.Part<PrincipalLabel, Entry> known;

    public Impersonation(List<Rule> rules, Store store, Guard guard, FreshAuthorizer authorizer, LoginMemory memory) {
        this.rules = List.copyOf(rules);
        this.store = store;
        this.guard = guard;
        this.authorizer = authorizer;
        this.known = memory.part("impersonated");
    }

    /**
     * @param label of the user to act for
     * @throws TarnException FORBIDDEN; INVALID_NAME or INVALID_REQUEST for what is no label of a user
     */
    public Caller run(Caller caller, String label) {
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        if (wanted.kind() != Principal.Kind.USER) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "Nobody can act for " + wanted + ", which is no user");
        }
        Optional<Entry> found = known.get(
                        wanted, key -> store.read(tx -> tx.principals().find(key.kind(), key.name())))
                .filter(Entry::enabled);
        if (!allowed(caller, wanted, found)) {
            guard.check(caller, Operation.IMPERSONATE, Securable.server());
        }
        Entry user = found.orElseThrow(() -> refused(caller, wanted, "it does not exist, or is disabled"));
        Caller acting = new Caller(
                user.principal(),
                Set.of(),
                Map.of(),
                caller.principal(),
                caller.source(),
                caller.enforcing(),
                caller.request(),
                caller.client(),
                caller.key());
        if (user.root() || guard.wouldAllow(acting, Operation.IMPERSONATE, Securable.server())) {
            throw refused(caller, wanted, "it is an admin");
        }
        return acting;
    }

    private boolean allowed(Caller caller, PrincipalLabel wanted, Optional<Entry> found) {
        PrincipalLabel self =
                new PrincipalLabel(caller.principal().kind(), caller.principal().name());
        return rules.stream()
                .filter(rule -> rule.service().equals(self))
                .anyMatch(rule -> rule.names(wanted)
                        || found.filter(user ->
                                        authorizer.belongs(user.principal().id(), rule.groups()))
                                .isPresent());
    }

    private TarnException refused(Caller caller, PrincipalLabel wanted, String why) {
        return guard.refuse(
                caller, Operation.IMPERSONATE, "it cannot act for " + wanted + ": " + why, Securable.server());
    }
}
