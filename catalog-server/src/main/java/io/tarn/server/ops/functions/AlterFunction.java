package io.tarn.server.ops.functions;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.model.Alteration;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.DefinitionRules;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.List;

/** Changes a function, all changes or none, under compare-and-set: who loses applies its changes to the winner's function. */
public final class AlterFunction {
    private final Store store;
    private final Access access;
    private final Clock clock;

    public AlterFunction(Store store, Access access, Clock clock) {
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    /** @throws TarnException FUNCTION_NOT_FOUND, DEFINITION_EXISTS, DEFINITION_NOT_FOUND, INVALID_NAME, INVALID_REQUEST */
    public void run(Caller caller, Catalogs.Entry catalog, QualifiedName name, List<Alteration> changes) {
        Missing.unlessFunction(name);
        for (int attempt = 0; attempt < Limits.ALTER_ATTEMPTS; attempt++) {
            Routine current = access.function(caller, Operation.ALTER_FUNCTION, catalog, name)
                    .orElseThrow(() -> Missing.function(name));
            Routine changed = changed(current, changes, caller);
            if (changed.definition().equals(current.definition())
                    || update(caller, Securables.of(catalog, current, name), changed)) {
                return;
            }
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "Function " + name + " is being altered by others; nothing was changed");
    }

    private boolean update(Caller caller, Securable on, Routine changed) {
        return store.write(tx -> {
            boolean done = tx.routines().update(changed);
            if (done) {
                Trail.changed(tx, caller, Operation.ALTER_FUNCTION, on);
            }
            return done;
        });
    }

    private Routine changed(Routine current, List<Alteration> changes, Caller caller) {
        Routine.Definition before = current.definition();
        Routine.Definition after = new Routine.Definition(
                before.inputParams(),
                before.returnParams(),
                before.deterministic(),
                before.alterable().with(changes));
        DefinitionRules.checkLength("function", after.length());
        return new Routine(
                current.id(),
                current.namespaceId(),
                current.name(),
                after,
                current.version() + 1,
                current.audit().updated(caller.principal(), clock.millis()));
    }
}
