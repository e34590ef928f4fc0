package io.tarn.server.ops.privileges;

import io.tarn.auth.BuiltinAuthorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.Explanation;
import io.tarn.auth.Grant;
import io.tarn.auth.Operation;
import io.tarn.auth.OperationTable;
import io.tarn.auth.Principal;
import io.tarn.auth.Privilege;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Securable;
import io.tarn.auth.Supposed;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.store.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Says who may do what, and why. */
public final class ExplainAccess {
    /**
     * What to suppose.
     *
     * @param added grants that there are not
     * @param removed grants that there are: only resource, privilege and principal count
     */
    public record Change(List<GrantPrivilege.Request> added, List<GrantPrivilege.Request> removed) {
        public static final Change NONE = new Change(List.of(), List.of());

        public Change {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }

    /**
     * @param hidden what the principal would not see of the table that the operation reads or changes
     * @param icebergEnforced whether its clients are trusted to keep to Iceberg's read restrictions
     */
    public record Result(Explanation explanation, Restrictions hidden, boolean icebergEnforced) {}

    private final Store store;
    private final Guard guard;
    private final Resources resources;
    private final FreshAuthorizer authorizer;
    private final PolicyHome home;

    public ExplainAccess(Store store, Guard guard, Resources resources, FreshAuthorizer authorizer, PolicyHome home) {
        this.store = store;
        this.guard = guard;
        this.resources = resources;
        this.authorizer = authorizer;
        this.home = home;
    }

    /**
     * Whether a principal may do an operation, and why. Groups that its credentials would assert are not known here.
     *
     * @param on the objects that the operation touches, in the order in which the operation table names them
     * @throws TarnException FORBIDDEN, PRINCIPAL_NOT_FOUND, the "not found" of a resource; INVALID_REQUEST for objects of a
     *     kind that the operation does not touch
     */
    public Result run(
            Caller caller,
            Catalogs.Entry catalog,
            String principal,
            Operation operation,
            List<Resource> on,
            Change change) {
        guard.check(caller, Operation.EXPLAIN, Securable.server());
        Caller asked = Caller.of(principal(principal));
        List<Securable> objects = new ArrayList<>(
                on.stream().map(resource -> resources.find(catalog, resource)).toList());
        int needed = OperationTable.requirements(operation).map(List::size).orElse(0);
        if (objects.size() == 1 && needed > 1) {
            objects = new ArrayList<>(Collections.nCopies(needed, objects.get(0)));
        }
        checkKinds(operation, objects);
        if (!change.equals(Change.NONE)) {
            home.checkHere();
        }
        Explanation explanation = authorizer.fresh().explain(asked, operation, objects, supposed(catalog, change));
        if (home.elsewhere() != null && change.equals(Change.NONE)) {
            // What is granted here is told beside it, which explains nothing when it does not count.
            explanation = new Explanation(
                    guard.decision(asked, operation, objects.toArray(new Securable[0])),
                    home.alone() ? List.of() : explanation.steps());
        }
        return new Result(
                explanation,
                hidden(asked, operation, objects),
                authorizer.fresh().enforcesIceberg(asked));
    }

    private Restrictions hidden(Caller asked, Operation operation, List<Securable> objects) {
        return OperationTable.dataUse(operation) == OperationTable.DataUse.NONE
                ? Restrictions.NONE
                : guard.restrictions(asked, objects.get(0));
    }

    /** The users and services that hold a privilege on an object, and by what. */
    public List<BuiltinAuthorizer.Allowed> whoMay(
            Caller caller, Catalogs.Entry catalog, Resource resource, Privilege privilege) {
        guard.check(caller, Operation.EXPLAIN, Securable.server());
        home.checkHere();
        GrantPrivilege.checkMeans(resource.type(), privilege);
        return authorizer.fresh().whoMay(privilege, resources.find(catalog, resource));
    }

    private Principal principal(String label) {
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        return store.read(tx -> wanted.find(tx).principal());
    }

    private static void checkKinds(Operation operation, List<Securable> objects) {
        List<OperationTable.Requirement> requirements =
                OperationTable.requirements(operation).orElse(List.of());
        List<Securable.Kind> wanted =
                requirements.stream().map(OperationTable.Requirement::on).toList();
        if (!wanted.equals(objects.stream().map(Securable::kind).toList())) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    operation + " is about " + wanted + ", so 'on' must name exactly these, in this order");
        }
    }

    private Supposed supposed(Catalogs.Entry catalog, Change change) {
        List<Grant> added =
                change.added().stream().map(request -> draft(catalog, request)).toList();
        Set<UUID> removed = new HashSet<>();
        for (GrantPrivilege.Request request : change.removed()) {
            Grant wanted = draft(catalog, request);
            store.read(tx -> tx.permissions()
                            .find(wanted.object(), wanted.type(), wanted.principal(), wanted.privilege()))
                    .ifPresent(found -> removed.add(found.id()));
        }
        return new Supposed(added, removed);
    }

    private Grant draft(Catalogs.Entry catalog, GrantPrivilege.Request request) {
        GrantPrivilege.checkApplies(request.resource().type(), request.privilege());
        return GrantPrivilege.draft(
                principal(request.principal()).id(), resources.find(catalog, request.resource()), catalog, request);
    }
}
