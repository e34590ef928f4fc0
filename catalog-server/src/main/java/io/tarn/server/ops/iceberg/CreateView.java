package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Audit;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
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
import io.tarn.server.ops.iceberg.IcebergPlaces.Asked;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;

/** Creates a view, new or from a metadata file. No table of its database has its name. */
public final class CreateView {
    private final Access access;
    private final NativeViews views;
    private final ViewDocuments documents;
    private final IcebergPlaces places;
    private final Clock clock;

    public CreateView(Access access, NativeViews views, ViewDocuments documents, IcebergPlaces places, Clock clock) {
        this.access = access;
        this.views = views;
        this.documents = documents;
        this.places = places;
        this.clock = clock;
    }

    /**
     * @param request the protocol's {@code CreateViewRequest}
     * @throws TarnException DATABASE_NOT_FOUND, VIEW_EXISTS, TABLE_EXISTS, INVALID_NAME, INVALID_SCHEMA, INVALID_LOCATION
     */
    public NativeViews.Loaded run(Caller caller, Catalogs.Entry catalog, QualifiedName name, String request) {
        Asked asked = asked(caller, catalog, name);
        UUID id = Ids.next();
        String own = TableLocations.unique(catalog.catalog(), name.database(), name.object(), id)
                .toString();
        ViewDocument document = documents.create(request, id.toString(), own);
        places.checkView(asked, own, Map.of(), document);
        View view = view(asked, id, document);
        NativeViews.Loaded loaded = new NativeViews.Loaded(NativeViews.next(view, document), document);
        try {
            views.write(catalog, view, loaded, tx -> insert(tx, asked, view));
        } catch (DuplicateKeyException e) {
            throw views.taken(catalog, name);
        }
        return loaded;
    }

    /**
     * @param metadata the file, as the client names it
     * @throws TarnException DATABASE_NOT_FOUND, VIEW_EXISTS, TABLE_EXISTS, INVALID_NAME, INVALID_SCHEMA, INVALID_LOCATION,
     *     METADATA_NOT_FOUND
     */
    public NativeViews.Loaded register(Caller caller, Catalogs.Entry catalog, QualifiedName name, String metadata) {
        Asked asked = asked(caller, catalog, name);
        Location file = places.metadata(asked, metadata);
        ViewDocument document = documents.read(
                file,
                catalog.storage()
                        .readBytes(file)
                        .orElseThrow(() -> TarnException.about(
                                ErrorCode.METADATA_NOT_FOUND,
                                file.toString(),
                                "Failed to open input stream for file: " + file)));
        Location location = Location.parse(document.location());
        places.checkView(asked, location.contains(file) ? document.location() : "", Map.of(), document);
        View view = view(asked, Ids.next(), document);
        NativeViews.Loaded loaded = new NativeViews.Loaded(file, document);
        try {
            views.insert(view, loaded, tx -> insert(tx, asked, view));
        } catch (DuplicateKeyException e) {
            throw views.taken(catalog, name);
        }
        return loaded;
    }

    private Asked asked(Caller caller, Catalogs.Entry catalog, QualifiedName name) {
        Names.check("view", name.object());
        Namespace namespace = access.database(caller, Operation.CREATE_VIEW, catalog, name.database());
        views.checkFree(catalog, namespace, name);
        return new Asked(
                caller,
                catalog,
                namespace,
                new TableName(name.database(), name.object(), TableName.MAIN),
                LocationClaims.NOBODY);
    }

    private View view(Asked asked, UUID id, ViewDocument document) {
        return new View(
                id,
                asked.catalog().catalog().id(),
                asked.namespace().get().id(),
                asked.name().table(),
                NativeViews.definition(document),
                0,
                Audit.created(asked.caller().principal(), clock.millis()));
    }

    private static boolean insert(Transaction tx, Asked asked, View view) {
        QualifiedName name =
                new QualifiedName(asked.name().database(), asked.name().table());
        if (!tx.namespaces().touch(view.namespaceId())) {
            throw Missing.database(name.database());
        }
        tx.views().insert(view);
        Trail.changed(tx, asked.caller(), Operation.CREATE_VIEW, Securables.of(asked.catalog(), view, name));
        return true;
    }
}
