package io.tarn.server.ops.iceberg;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.projection.Format;
import io.tarn.server.ops.projection.ProjectTable;
import io.tarn.server.ops.projection.Projection;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

/** Tables of Paimon as Iceberg's clients see them: read only, and exactly or not at all. */
public final class PaimonTables {
    private final Store store;
    private final ProjectTable project;
    private final TableDocuments documents;
    private final MetadataFiles files;

    public PaimonTables(Store store, ProjectTable project, TableDocuments documents, MetadataFiles files) {
        this.store = store;
        this.project = project;
        this.documents = documents;
        this.files = files;
    }

    /** For whatever Iceberg's clients would change of a table that is not Iceberg's. */
    static TarnException refusal(TableName name) {
        return refusal(ErrorCode.READ_ONLY, name);
    }

    /** For a table that is not shown at all. */
    static TarnException notShown(TableName name) {
        return refusal(ErrorCode.NOT_SERVED, name);
    }

    private static TarnException refusal(ErrorCode code, TableName name) {
        return TarnException.about(
                code,
                name.object(),
                "Table " + name
                        + " is a table of Paimon; Iceberg's clients may read it at most, and Paimon's change it");
    }

    /** Whether it may be shown, as far as can be told without looking into it. */
    static boolean mayShow(Relation relation) {
        return relation.kind().hasHistory() && !relation.external();
    }

    /**
     * @param relation a table without metadata of Iceberg's, which the caller may read
     * @param known whether the client has what is in a metadata file already; then nothing is read
     * @throws TarnException NOT_SERVED, saying why, when it cannot be shown
     */
    LoadTable.Answer load(
            Catalogs.Entry catalog, Relation relation, TableName name, Format wanted, Predicate<Location> known) {
        Detail detail = store.read(tx -> tx.relations().detail(relation.id())).orElseThrow(() -> Missing.table(name));
        Optional<Location> current = project.current(detail, wanted);
        if (current.isPresent()) {
            Location file = current.get();
            if (known.test(file)) {
                return new LoadTable.Known(file);
            }
            Optional<TableDocument> document = files.find(catalog, file);
            if (document.isPresent()) {
                return new LoadTable.Loaded(file, document.get(), true, null);
            }
        }
        return made(project.project(catalog, detail, wanted), name);
    }

    private LoadTable.Loaded made(Projection projection, TableName name) {
        if (projection instanceof Projection.Projected shown) {
            Location file = Location.parse(shown.metadataLocation());
            byte[] json = shown.metadataJson().getBytes(StandardCharsets.UTF_8);
            TableDocument document = documents.read(file, json);
            files.keep(file, document);
            return new LoadTable.Loaded(file, document, true, null);
        }
        Projection.Refused refused = (Projection.Refused) projection;
        throw TarnException.about(
                ErrorCode.NOT_SERVED,
                name.object(),
                "Table " + name + " cannot be shown exactly to Iceberg's clients ("
                        + refused.code().word() + "). " + refused.reason() + ". What to do: " + refused.remedy());
    }
}
