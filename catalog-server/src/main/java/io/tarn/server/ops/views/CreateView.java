package io.tarn.server.ops.views;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Alterable;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.DefinitionRules;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.tables.TableOptions;
import io.tarn.server.ops.tables.TableSchemas;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Creates a view, whose name no table of its database has. */
public final class CreateView {
    private final Store store;
    private final Access access;
    private final TableSchemas schemas;
    private final Clock clock;

    public CreateView(Store store, Access access, TableSchemas schemas, Clock clock) {
        this.store = store;
        this.access = access;
        this.schemas = schemas;
        this.clock = clock;
    }

    /** @throws TarnException DATABASE_NOT_FOUND, VIEW_EXISTS (also when a table has the name), INVALID_NAME, INVALID_SCHEMA */
    public void run(Caller caller, Catalogs.Entry catalog, QualifiedName name, View.Definition definition) {
        Names.check("database", name.database());
        Names.check("view", name.object());
        Alterable sent = definition.alterable().checked();
        Map<String, String> options = new HashMap<>(sent.options());
        // Clients show what the server says about a view as its options, and send that back for a copy.
        options.keySet().removeAll(TableOptions.AUDIT);
        View.Definition stored = new View.Definition(
                definition.fields(),
                definition.query(),
                new Alterable(sent.kind(), sent.texts(), sent.comment(), options));
        DefinitionRules.checkLength("view", stored.length());
        schemas.checkFields(stored.fields());
        Namespace namespace = access.database(caller, Operation.CREATE_VIEW, catalog, name.database());
        View view = new View(
                Ids.next(),
                catalog.catalog().id(),
                namespace.id(),
                name.object(),
                stored,
                0,
                Audit.created(caller.principal(), clock.millis()));
        try {
            store.write(tx -> {
                if (!tx.namespaces().touch(namespace.id())) {
                    throw Missing.database(name.database());
                }
                tx.views().insert(view);
                Trail.changed(tx, caller, Operation.CREATE_VIEW, Securables.of(catalog, view, name));
                return view;
            });
        } catch (DuplicateKeyException e) {
            throw Missing.viewExists(name);
        }
    }
}
