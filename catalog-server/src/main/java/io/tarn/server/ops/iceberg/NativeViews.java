package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Alterable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.DefinitionRules;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.IcebergRows.ViewRow;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import io.tarn.server.store.UnknownOutcomeException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Views that Iceberg's clients made. They live in the database, as all views do: as Paimon's clients see them, and beside it
 * as Iceberg's metadata document. A file has the document, too, so that a view can be registered; nothing reads it otherwise,
 * and it stays when the view is dropped.
 */
public final class NativeViews {
    /** @param metadata the file that holds the document, too */
    public record Loaded(Location metadata, ViewDocument document) {}

    /** A view and what it says. */
    record Found(View view, Loaded loaded) {}

    private final Store store;
    private final Access access;
    private final ViewDocuments documents;
    private final MetadataFiles files;

    public NativeViews(Store store, Access access, ViewDocuments documents, MetadataFiles files) {
        this.store = store;
        this.access = access;
        this.documents = documents;
        this.files = files;
    }

    /**
     * A view of Iceberg; one that Paimon's clients made is none.
     *
     * @throws TarnException VIEW_NOT_FOUND
     */
    Found get(Caller caller, Operation operation, Catalogs.Entry catalog, QualifiedName name) {
        View view = access.view(caller, operation, catalog, name).orElseThrow(() -> Missing.view(name));
        ViewRow row = store.read(tx -> tx.iceberg().view(view.id())).orElseThrow(() -> Missing.view(name));
        return new Found(view, new Loaded(row.metadata(), documents.read(row.body())));
    }

    /**
     * What the view is for Paimon's clients.
     *
     * @throws TarnException INVALID_NAME, INVALID_REQUEST when it cannot be kept
     */
    static View.Definition definition(ViewDocument document) {
        Map<String, String> queries = new HashMap<>(document.queries());
        Alterable alterable = new Alterable(Alterable.Kind.VIEW, queries, document.comment(), Map.of()).checked();
        View.Definition definition = new View.Definition(
                document.columns(),
                document.queries().values().stream().findFirst().orElse(""),
                alterable);
        DefinitionRules.checkLength(
                "view", definition.length() + document.json().length());
        return definition;
    }

    static Location next(View view, ViewDocument document) {
        return MetadataFiles.next(document.location(), document.properties(), (int) view.version());
    }

    /**
     * Writes a document's file and then its rows. The file goes again when the rows are not there for certain.
     *
     * @param rows writes the view's other rows; false when others were faster
     * @return false when others were faster
     * @throws TarnException COMMIT_UNKNOWN
     */
    boolean write(Catalogs.Entry catalog, View view, Loaded loaded, Predicate<Transaction> rows) {
        String body = loaded.document().json();
        boolean decided = false;
        try {
            catalog.storage().overwrite(loaded.metadata(), body.getBytes(StandardCharsets.UTF_8));
            decided = insert(view, loaded, rows);
            return decided;
        } catch (UnknownOutcomeException e) {
            decided = true;
            if (store.read(tx -> tx.iceberg().view(view.id()))
                    .map(ViewRow::metadata)
                    .filter(loaded.metadata()::equals)
                    .isEmpty()) {
                throw TarnException.causedBy(
                        ErrorCode.COMMIT_UNKNOWN, "The catalog database gave no answer to COMMIT; look at the view", e);
            }
            return true;
        } finally {
            if (!decided) {
                files.delete(catalog, loaded.metadata());
            }
        }
    }

    /** As {@link #write}, of a document whose file is there. */
    boolean insert(View view, Loaded loaded, Predicate<Transaction> rows) {
        return store.write(tx -> {
            boolean done = rows.test(tx);
            if (done) {
                tx.iceberg()
                        .putView(
                                view.id(),
                                new ViewRow(loaded.metadata(), loaded.document().json()));
            }
            return done;
        });
    }

    /** @throws TarnException VIEW_EXISTS, TABLE_EXISTS */
    void checkFree(Catalogs.Entry catalog, Namespace namespace, QualifiedName name) {
        if (store.read(tx -> tx.relations().taken(namespace.id(), name.object()))) {
            throw taken(catalog, name);
        }
    }

    /** The error about a name that is taken, by a table or a view. */
    TarnException taken(Catalogs.Entry catalog, QualifiedName name) {
        TableName table = new TableName(name.database(), name.object(), TableName.MAIN);
        boolean isTable = store.read(tx -> tx.relations().head(catalog.catalog().id(), table))
                .isPresent();
        return isTable
                ? TarnException.about(
                        ErrorCode.TABLE_EXISTS, name.object(), "Table with same name already exists: " + name)
                : Missing.viewExists(name);
    }
}
