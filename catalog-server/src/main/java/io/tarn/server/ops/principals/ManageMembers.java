package io.tarn.server.ops.principals;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.privileges.ChangePolicy;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Who is in which group and role. Groups and roles may be members of each other, but never of themselves. */
public final class ManageMembers {
    private final Store store;
    private final Guard guard;
    private final ChangePolicy policy;

    public ManageMembers(Store store, Guard guard, ChangePolicy policy) {
        this.store = store;
        this.guard = guard;
        this.policy = policy;
    }

    /** The direct members of a group or role. */
    public List<Principal> members(Caller caller, String group) {
        guard.check(caller, Operation.LIST_MEMBERS, Securable.server());
        PrincipalLabel wanted = PrincipalLabel.parse(group);
        return store.read(
                tx -> tx.memberships().members(wanted.find(tx).principal().id()));
    }

    /** The groups and roles that a principal is a direct member of. */
    public List<Principal> groups(Caller caller, String member) {
        guard.check(caller, Operation.LIST_MEMBERS, Securable.server());
        PrincipalLabel wanted = PrincipalLabel.parse(member);
        return store.read(
                tx -> tx.memberships().groups(wanted.find(tx).principal().id()));
    }

    /**
     * Makes a principal a member; one that is already stays it.
     *
     * @throws TarnException PRINCIPAL_NOT_FOUND; INVALID_REQUEST when it would become a member of itself
     */
    public void add(Caller caller, String group, String member) {
        guard.check(caller, Operation.ADD_MEMBER, Securable.server());
        PrincipalLabel into = checkHasMembers(PrincipalLabel.parse(group));
        PrincipalLabel who = PrincipalLabel.parse(member);
        policy.run(caller, (tx, change) -> {
            UUID groupId = into.find(tx).principal().id();
            UUID memberId = who.find(tx).principal().id();
            if (reaches(tx, groupId, memberId)) {
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST,
                        who + " cannot become a member of " + into + ": " + into + " is a member of it, or is it");
            }
            boolean joined = tx.memberships().join(memberId, groupId, change);
            if (joined) {
                Trail.changed(tx, caller, Operation.ADD_MEMBER, Securable.server(), details(into, who));
            }
            return joined;
        });
    }

    /** Ends a membership, if there is one. */
    public void remove(Caller caller, String group, String member, boolean force) {
        guard.check(caller, Operation.REMOVE_MEMBER, Securable.server());
        PrincipalLabel from = PrincipalLabel.parse(group);
        PrincipalLabel who = PrincipalLabel.parse(member);
        policy.run(caller, (tx, change) -> {
            boolean before = LastAdmin.exists(tx, change.at());
            boolean left = tx.memberships()
                    .leave(
                            who.find(tx).principal().id(),
                            from.find(tx).principal().id(),
                            change);
            LastAdmin.check(tx, before, change.at(), force);
            if (left) {
                Trail.changed(tx, caller, Operation.REMOVE_MEMBER, Securable.server(), details(from, who));
            }
            return left;
        });
    }

    private static Map<String, String> details(PrincipalLabel group, PrincipalLabel member) {
        return Map.of("principal", group.toString(), "member", member.toString());
    }

    private static PrincipalLabel checkHasMembers(PrincipalLabel group) {
        if (group.kind().calls()) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "Only groups and roles have members; " + group + " is none");
        }
        return group;
    }

    /** Whether {@code from} is {@code to} or, over any number of steps, a member of it. */
    private static boolean reaches(Transaction tx, UUID from, UUID to) {
        Deque<UUID> open = new ArrayDeque<>(List.of(from));
        Set<UUID> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            UUID at = open.remove();
            if (at.equals(to)) {
                return true;
            }
            for (Principal group : tx.memberships().groups(at)) {
                if (seen.add(group.id())) {
                    open.add(group.id());
                }
            }
        }
        return false;
    }
}
