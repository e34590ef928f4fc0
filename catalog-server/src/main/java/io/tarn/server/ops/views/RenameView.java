package io.tarn.server.ops.views;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Effect;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.BetweenDatabases;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.EndGrants;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.Map;

/** Renames a view, also into another database. Its id and its grants stay. */
public final class RenameView {
    private final Store store;
    private final Access access;
    private final Clock clock;

    public RenameView(Store store, Access access, Clock clock) {
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    /** @throws TarnException VIEW_NOT_FOUND, DATABASE_NOT_FOUND, VIEW_EXISTS (also when a table has the name) */
    public void run(Caller caller, Catalogs.Entry catalog, QualifiedName from, QualifiedName to) {
        Names.check("database", to.database());
        Names.check("view", to.object());
        Missing.unlessView(from);
        View source = access.view(caller, Operation.ALTER_VIEW, catalog, from).orElseThrow(() -> Missing.view(from));
        Namespace target = access.target(
                caller, Operation.RENAME_VIEW, catalog, Securables.of(catalog, source, from), to.database());
        if (from.equals(to)) {
            throw Missing.viewExists(to);
        }
        boolean renamed;
        try {
            renamed = store.write(tx -> {
                BetweenDatabases.touch(tx, source.namespaceId(), target);
                boolean moved = tx.views().rename(source, renamed(source, target, to, caller));
                if (moved && !source.namespaceId().equals(target.id())) {
                    EndGrants.ofMoved(tx, source.id(), target.id(), caller, clock.millis());
                }
                if (moved) {
                    Trail.changed(
                            tx,
                            caller,
                            Operation.RENAME_VIEW,
                            Securables.of(catalog, source, from),
                            Map.of("to", to.toString()),
                            Effect.renamed(target.id(), to.database(), to.object()));
                }
                return moved;
            });
        } catch (DuplicateKeyException e) {
            throw Missing.viewExists(to);
        }
        access.policyChanged();
        if (!renamed) {
            throw Missing.view(from);
        }
    }

    private View renamed(View source, Namespace target, QualifiedName to, Caller caller) {
        return new View(
                source.id(),
                source.catalogId(),
                target.id(),
                to.object(),
                source.definition(),
                source.version(),
                source.audit().updated(caller.principal(), clock.millis()));
    }
}
