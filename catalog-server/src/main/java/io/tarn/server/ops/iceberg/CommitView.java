package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.iceberg.NativeViews.Found;
import io.tarn.server.store.Store;
import io.tarn.server.store.UnknownOutcomeException;
import java.time.Clock;
import java.util.Optional;

/** Changes a view under compare-and-set: who loses applies its changes to the newer view, if what it requires still holds. */
public final class CommitView {
    private final Store store;
    private final NativeViews views;
    private final ViewDocuments documents;
    private final Clock clock;

    public CommitView(Store store, NativeViews views, ViewDocuments documents, Clock clock) {
        this.store = store;
        this.views = views;
        this.documents = documents;
        this.clock = clock;
    }

    /**
     * @param request the protocol's {@code CommitViewRequest}
     * @throws TarnException VIEW_NOT_FOUND, COMMIT_CONFLICT, INVALID_SCHEMA, INVALID_LOCATION, COMMIT_UNKNOWN
     */
    public NativeViews.Loaded run(Caller caller, Catalogs.Entry catalog, QualifiedName name, String request) {
        Missing.unlessView(name);
        for (int attempt = 0; attempt < Limits.ALTER_ATTEMPTS; attempt++) {
            Found found = views.get(caller, Operation.ALTER_VIEW, catalog, name);
            Optional<ViewDocument> after = documents.commit(found.document(), request);
            if (after.isEmpty()) {
                return found.loaded();
            }
            views.checkLocation(catalog, after.get(), found.document().location());
            View changed = changed(found.view(), NativeViews.definition(after.get()), caller);
            if (update(caller, Securables.of(catalog, found.view(), name), changed, after.get())) {
                return NativeViews.loaded(changed, after.get());
            }
        }
        throw TarnException.of(ErrorCode.COMMIT_CONFLICT, "View " + name + " is being changed by others");
    }

    private boolean update(Caller caller, Securable on, View changed, ViewDocument document) {
        try {
            return store.write(tx -> {
                boolean done = tx.views().update(changed);
                if (done) {
                    tx.iceberg().putView(changed.id(), document.json());
                    Trail.changed(tx, caller, Operation.ALTER_VIEW, on);
                }
                return done;
            });
        } catch (UnknownOutcomeException e) {
            if (store.read(tx -> tx.iceberg().view(changed.id()))
                    .filter(document.json()::equals)
                    .isPresent()) {
                return true;
            }
            throw TarnException.causedBy(
                    ErrorCode.COMMIT_UNKNOWN, "The catalog database gave no answer to COMMIT; look at the view", e);
        }
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
