package io.tarn.server.ops.iceberg;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The metadata files of tables, in storage. A file never changes, so what was read of one is kept, as memory allows. */
public final class MetadataFiles {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataFiles.class);
    private static final String DIRECTORY = "metadata";
    private static final String DIRECTORY_PROPERTY = "write.metadata.path";
    private static final String SUFFIX = ".metadata.json";

    private final TableDocuments documents;
    private final Cache<Location, TableDocument> kept = Caffeine.newBuilder()
            .maximumWeight(Limits.ICEBERG_METADATA_KEPT)
            .recordStats()
            .<Location, TableDocument>weigher((file, document) -> document.json().length)
            .build();

    public MetadataFiles(TableDocuments documents) {
        this.documents = documents;
    }

    /** What is kept; for figures alone. */
    public Cache<?, ?> kept() {
        return kept;
    }

    /**
     * @param file that the catalog names, or that was checked
     * @throws TarnException METADATA_NOT_FOUND
     */
    TableDocument read(Catalogs.Entry catalog, Location file) {
        return find(catalog, file).orElseThrow(() -> missing(file));
    }

    /** Empty when there is no such file. */
    Optional<TableDocument> find(Catalogs.Entry catalog, Location file) {
        TableDocument known = kept.getIfPresent(file);
        if (known == null) {
            Optional<TableDocument> read =
                    catalog.storage().readBytes(file).map(content -> documents.read(file, content));
            read.ifPresent(document -> kept.put(file, document));
            return read;
        }
        // A table whose files somebody took away must not look as if it were well.
        return catalog.storage().exists(directory(file), name(file)) ? Optional.of(known) : Optional.empty();
    }

    private static TarnException missing(Location file) {
        return TarnException.about(
                ErrorCode.METADATA_NOT_FOUND, file.toString(), "Failed to open input stream for file: " + file);
    }

    /** The name of the next metadata file of a table, whose names count up. */
    static Location next(TableDocument document, int version) {
        return next(document.location(), document.properties(), version);
    }

    /** Of a table or a view. */
    static Location next(String location, Map<String, String> properties, int version) {
        String directory = properties.get(DIRECTORY_PROPERTY);
        Location place = directory == null ? Location.parse(location).child(DIRECTORY) : Location.parse(directory);
        return place.child("%05d-%s%s".formatted(version, UUID.randomUUID(), SUFFIX));
    }

    /** The number in the name of a file; 0 for one that was not named so. */
    static int version(Location file) {
        String name = name(file);
        int dash = name.indexOf('-');
        try {
            return dash < 0 ? 0 : Integer.parseInt(name.substring(0, dash));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether a directory of a table has metadata files of this server. */
    boolean anyIn(Catalogs.Entry catalog, Location table) {
        return catalog.storage().list(table.child(DIRECTORY), "0").stream().anyMatch(name -> name.endsWith(SUFFIX));
    }

    /** @return the document, which lies there */
    TableDocument write(Catalogs.Entry catalog, Location file, TableDocument document) {
        byte[] json = document.json();
        if (json.length > Limits.ICEBERG_METADATA_BYTES) {
            throw TarnException.of(
                    ErrorCode.INVALID_SCHEMA,
                    "The metadata would be larger than " + Limits.ICEBERG_METADATA_BYTES
                            + " bytes; expire snapshots, and set write.metadata.previous-versions-max");
        }
        catalog.storage().overwrite(file, json);
        return documents.in(file, document);
    }

    /** Once its row names it. */
    void keep(Location file, TableDocument document) {
        kept.put(file, document);
    }

    /** Takes away a file that no row names. One that stays behind is only litter. */
    void delete(Catalogs.Entry catalog, Location file) {
        kept.invalidate(file);
        try {
            catalog.storage().delete(file);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("file", file).setCause(e).log("a metadata file that is not needed stays behind");
        }
    }

    private static Location directory(Location file) {
        return file.lineage().get(1);
    }

    private static String name(Location file) {
        String text = file.toString();
        return text.substring(text.lastIndexOf('/') + 1);
    }
}
