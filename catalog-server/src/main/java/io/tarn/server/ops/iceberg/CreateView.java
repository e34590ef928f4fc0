package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Audit;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TableLocations;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import io.tarn.server.store.UnknownOutcomeException;
import java.time.Clock;
import java.util.UUID;

/** Creates a view, whose name no table of its database has. */
public final class CreateView {
    private final Store store;
    private final Access access;
    private final NativeViews views;
    private final ViewDocuments documents;
    private final Clock clock;

    public CreateView(Store store, Access access, NativeViews views, ViewDocuments documents, Clock clock) {
        this.store = store;
        this.access = access;
        this.views = views;
        this.documents = documents;
        this.clock = clock;
    }

    /**
     * @param request the protocol's {@code CreateViewRequest}
     * @throws TarnException DATABASE_NOT_FOUND, VIEW_EXISTS, TABLE_EXISTS, INVALID_NAME, INVALID_SCHEMA, INVALID_LOCATION
     */
    public NativeViews.Loaded run(Caller caller, Catalogs.Entry catalog, QualifiedName name, String request) {
        Names.check("view", name.object());
        Namespace namespace = access.database(caller, Operation.CREATE_VIEW, catalog, name.database());
        if (store.read(tx -> tx.relations().taken(namespace.id(), name.object()))) {
            throw taken(catalog, name);
        }
        UUID id = Ids.next();
        String own = TableLocations.unique(catalog.catalog(), name.database(), name.object(), id)
                .toString();
        ViewDocument document = documents.create(request, id.toString(), own);
        views.checkLocation(catalog, document, own);
        View view = new View(
                id,
                catalog.catalog().id(),
                namespace.id(),
                name.object(),
                NativeViews.definition(document),
                0,
                Audit.created(caller.principal(), clock.millis()));
        try {
            store.write(tx -> {
                if (!tx.namespaces().touch(namespace.id())) {
                    throw Missing.database(name.database());
                }
                tx.views().insert(view);
                tx.iceberg().putView(id, document.json());
                Trail.changed(tx, caller, Operation.CREATE_VIEW, Securables.of(catalog, view, name));
                return view;
            });
        } catch (DuplicateKeyException e) {
            throw taken(catalog, name);
        } catch (UnknownOutcomeException e) {
            throw TarnException.causedBy(
                    ErrorCode.COMMIT_UNKNOWN, "The catalog database gave no answer to COMMIT; look for the view", e);
        }
        return NativeViews.loaded(view, document);
    }

    private TarnException taken(Catalogs.Entry catalog, QualifiedName name) {
        TableName table = new TableName(name.database(), name.object(), TableName.MAIN);
        boolean isTable = store.read(
                        tx -> tx.relations().head(catalog.catalog().id(), table))
                .isPresent();
        return isTable
                ? TarnException.about(
                        ErrorCode.TABLE_EXISTS, name.object(), "Table with same name already exists: " + name)
                : Missing.viewExists(name);
    }
}
