package io.tarn.server.ops.views;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.UUID;
import java.util.stream.Stream;

/** Renames a view, also into another database. Its id and its grants stay. */
public final class RenameView {
    private final Store store;
    private final Guard guard;
    private final Clock clock;

    public RenameView(Store store, Guard guard, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.clock = clock;
    }

    /** @throws TarnException VIEW_NOT_FOUND, DATABASE_NOT_FOUND, VIEW_EXISTS (also when a table has the name) */
    public void run(Principal principal, Catalogs.Entry catalog, QualifiedName from, QualifiedName to) {
        Names.check("database", to.database());
        Names.check("view", to.object());
        Missing.unlessView(from);
        guard.check(
                principal,
                Operation.RENAME_VIEW,
                Securable.view(catalog.catalog().name(), from.database(), from.object()),
                Securable.database(catalog.catalog().name(), to.database()));
        UUID catalogId = catalog.catalog().id();
        View source = store.read(tx -> tx.views().find(catalogId, from)).orElseThrow(() -> Missing.view(from));
        Namespace target = store.read(tx -> tx.namespaces().find(catalogId, to.database()))
                .orElseThrow(() -> Missing.database(to.database()));
        if (from.equals(to)) {
            throw Missing.viewExists(to);
        }
        boolean renamed;
        try {
            renamed = store.write(tx -> {
                // Always in the same order, so that two renames across the same databases do not deadlock.
                for (UUID id : Stream.of(source.namespaceId(), target.id())
                        .distinct()
                        .sorted()
                        .toList()) {
                    if (!tx.namespaces().touch(id) && id.equals(target.id())) {
                        throw Missing.database(to.database());
                    }
                }
                return tx.views().rename(source, renamed(source, target, to, principal));
            });
        } catch (DuplicateKeyException e) {
            throw Missing.viewExists(to);
        }
        if (!renamed) {
            throw Missing.view(from);
        }
    }

    private View renamed(View source, Namespace target, QualifiedName to, Principal principal) {
        return new View(
                source.id(),
                source.catalogId(),
                target.id(),
                to.object(),
                source.definition(),
                source.version(),
                source.audit().updated(principal.name(), clock.millis()));
    }
}
