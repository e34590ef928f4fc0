package io.tarn.server.ops.views;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.model.Alteration;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.DefinitionRules;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.List;

/** Changes a view, all changes or none, under compare-and-set: who loses applies its changes to the winner's view. */
public final class AlterView {
    private final Store store;
    private final Access access;
    private final Clock clock;

    public AlterView(Store store, Access access, Clock clock) {
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    /** @throws TarnException VIEW_NOT_FOUND, DIALECT_EXISTS, DIALECT_NOT_FOUND, INVALID_NAME, INVALID_REQUEST */
    public void run(Caller caller, Catalogs.Entry catalog, QualifiedName name, List<Alteration> changes) {
        Missing.unlessView(name);
        DefinitionRules.checkOptions(changes);
        for (int attempt = 0; attempt < Limits.ALTER_ATTEMPTS; attempt++) {
            View current =
                    access.view(caller, Operation.ALTER_VIEW, catalog, name).orElseThrow(() -> Missing.view(name));
            checkPaimons(name, current);
            View changed = changed(current, changes, caller);
            if (changed.definition().equals(current.definition())
                    || update(caller, Securables.of(catalog, current, name), changed)) {
                return;
            }
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "View " + name + " is being altered by others; nothing was changed");
    }

    /** What Iceberg's clients made has more to it than this protocol could keep. */
    private void checkPaimons(QualifiedName name, View current) {
        if (store.read(tx -> tx.iceberg().view(current.id())).isPresent()) {
            throw TarnException.of(
                    ErrorCode.NOT_SUPPORTED, "View " + name + " is changed by clients of Iceberg, under /iceberg");
        }
    }

    private boolean update(Caller caller, Securable on, View changed) {
        return store.write(tx -> {
            boolean done = tx.views().update(changed);
            if (done) {
                Trail.changed(tx, caller, Operation.ALTER_VIEW, on);
            }
            return done;
        });
    }

    private View changed(View current, List<Alteration> changes, Caller caller) {
        View.Definition before = current.definition();
        View.Definition after = new View.Definition(
                before.fields(), before.query(), before.alterable().with(changes));
        DefinitionRules.checkLength("view", after.length());
        return new View(
                current.id(),
                current.catalogId(),
                current.namespaceId(),
                current.name(),
                after,
                current.version() + 1,
                current.audit().updated(caller.principal(), clock.millis()));
    }
}
