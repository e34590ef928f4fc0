package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Alterable;
import io.tarn.server.model.Location;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.DefinitionRules;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.store.Store;
import java.util.HashMap;
import java.util.Map;

/**
 * Views that Iceberg's clients made. They live in the database, as all views do: as Paimon's clients see them, and beside it
 * as Iceberg's metadata document. No file is written, and the location is only told.
 */
public final class NativeViews {
    /**
     * A view as Iceberg's clients see it.
     *
     * @param metadata the name of this version; there is no file
     */
    public record Loaded(String metadata, ViewDocument document) {}

    /** A view and what it says. */
    record Found(View view, ViewDocument document) {
        Loaded loaded() {
            return NativeViews.loaded(view, document);
        }
    }

    private final Store store;
    private final Access access;
    private final ViewDocuments documents;
    private final LocationRules locations;

    public NativeViews(Store store, Access access, ViewDocuments documents, LocationRules locations) {
        this.store = store;
        this.access = access;
        this.documents = documents;
        this.locations = locations;
    }

    static Loaded loaded(View view, ViewDocument document) {
        return new Loaded(
                "%s/metadata/%05d-%s.metadata.json".formatted(document.location(), view.version(), view.id()), document);
    }

    /**
     * A view of Iceberg; one that Paimon's clients made is none.
     *
     * @throws TarnException VIEW_NOT_FOUND
     */
    Found get(Caller caller, Operation operation, Catalogs.Entry catalog, QualifiedName name) {
        View view = access.view(caller, operation, catalog, name).orElseThrow(() -> Missing.view(name));
        return new Found(
                view,
                store.read(tx -> tx.iceberg().view(view.id()))
                        .map(documents::read)
                        .orElseThrow(() -> Missing.view(name)));
    }

    /**
     * What the view is for Paimon's clients.
     *
     * @throws TarnException INVALID_NAME, INVALID_REQUEST when it cannot be kept
     */
    static View.Definition definition(ViewDocument document) {
        Map<String, String> queries = new HashMap<>(document.queries());
        Alterable alterable =
                new Alterable(Alterable.Kind.VIEW, queries, document.comment(), Map.of()).checked();
        View.Definition definition = new View.Definition(
                document.columns(),
                document.queries().values().stream().findFirst().orElse(""),
                alterable);
        DefinitionRules.checkLength("view", definition.length() + document.json().length());
        return definition;
    }

    /**
     * A location that a client names has to be one that the catalog allows, even if nothing is ever put there.
     *
     * @throws TarnException INVALID_LOCATION
     */
    void checkLocation(Catalogs.Entry catalog, ViewDocument document, String known) {
        if (!document.location().equals(known)) {
            locations.external(catalog, Location.parse(document.location()).toString());
        }
    }
}
