package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.iceberg.IcebergPlaces.Asked;
import io.tarn.server.ops.iceberg.NativeViews.Found;
import io.tarn.server.ops.iceberg.NativeViews.Loaded;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.Optional;

/** Changes a view under compare-and-set: who loses applies its changes to the newer view, if what it requires still holds. */
public final class CommitView {
    private final Store store;
    private final NativeViews views;
    private final ViewDocuments documents;
    private final IcebergPlaces places;
    private final Clock clock;

    public CommitView(Store store, NativeViews views, ViewDocuments documents, IcebergPlaces places, Clock clock) {
        this.store = store;
        this.views = views;
        this.documents = documents;
        this.places = places;
        this.clock = clock;
    }

    /**
     * @param request the protocol's {@code CommitViewRequest}
     * @throws TarnException VIEW_NOT_FOUND, COMMIT_CONFLICT, INVALID_SCHEMA, INVALID_LOCATION, COMMIT_UNKNOWN
     */
    public Loaded run(Caller caller, Catalogs.Entry catalog, QualifiedName name, String request) {
        Missing.unlessView(name);
        for (int attempt = 0; attempt < Limits.ALTER_ATTEMPTS; attempt++) {
            Found found = views.get(caller, Operation.ALTER_VIEW, catalog, name);
            ViewDocument before = found.loaded().document();
            Optional<ViewDocument> after = documents.commit(before, request);
            if (after.isEmpty()) {
                return found.loaded();
            }
            places.checkView(asked(caller, catalog, name), before.location(), before.properties(), after.get());
            View changed = changed(found.view(), NativeViews.definition(after.get()), caller);
            Loaded next = new Loaded(NativeViews.next(changed, after.get()), after.get());
            if (views.write(catalog, changed, next, tx -> update(tx, caller, catalog, name, changed))) {
                return next;
            }
        }
        throw TarnException.of(ErrorCode.COMMIT_CONFLICT, "View " + name + " is being changed by others");
    }

    /** Only to name where a place would be used. */
    private Asked asked(Caller caller, Catalogs.Entry catalog, QualifiedName name) {
        Namespace namespace = store.read(
                        tx -> tx.namespaces().find(catalog.catalog().id(), name.database()))
                .orElseThrow(() -> Missing.view(name));
        return new Asked(
                caller,
                catalog,
                namespace,
                new TableName(name.database(), name.object(), TableName.MAIN),
                LocationClaims.NOBODY);
    }

    private static boolean update(
            Transaction tx, Caller caller, Catalogs.Entry catalog, QualifiedName name, View changed) {
        boolean done = tx.views().update(changed);
        if (done) {
            Trail.changed(tx, caller, Operation.ALTER_VIEW, Securables.of(catalog, changed, name));
        }
        return done;
    }

    private View changed(View current, View.Definition definition, Caller caller) {
        return new View(
                current.id(),
                current.catalogId(),
                current.namespaceId(),
                current.name(),
                definition,
                current.version() + 1,
                current.audit().updated(caller.principal(), clock.millis()));
    }
}
