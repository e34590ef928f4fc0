package io.tarn.server.store;

import io.tarn.server.model.Location;
import io.tarn.server.model.TableName;
import io.tarn.server.store.RelationRows.Head;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The pointers of Iceberg tables to their newest metadata file, which commits compete for, and reports about the tables; and the documents of views. */
public interface IcebergRows {
    /**
     * What is kept of a view.
     *
     * @param metadata the file that holds the document, too
     * @param body the document
     */
    record ViewRow(Location metadata, String body) {}

    /**
     * A table, whatever it is of.
     *
     * @param metadata its newest metadata file, if it is Iceberg's and has metadata here
     */
    record Pointed(Head head, Optional<Location> metadata) {}

    /** A table with its pointer, in one look. */
    Optional<Pointed> find(UUID catalogId, TableName name);

    /** The newest metadata file of a table. Empty when the table is none of Iceberg's, or one that has no metadata here. */
    Optional<Location> metadata(UUID relationId);

    /** Which tables of a database, of those with these names, Iceberg's clients may open: those that have metadata, and Paimon's. */
    Set<String> among(UUID namespaceId, Collection<String> names);

    void insert(UUID relationId, Location metadata, long now);

    /**
     * Moves the pointer.
     *
     * @return false when {@code from} is no longer the newest, or the table is gone
     */
    boolean move(UUID relationId, Location from, Location to, long now);

    /** @return false when there was none */
    boolean delete(UUID relationId);

    /** The metadata document of a view; empty when Paimon's clients made the view. */
    Optional<ViewRow> view(UUID relationId);

    /** Which views of a database, of those with these names, have a document. */
    Set<String> viewsAmong(UUID namespaceId, Collection<String> names);

    /** Gives a view another document, or its first. {@link ViewRows#update} decides whether that may be. */
    void putView(UUID relationId, ViewRow row);

    /**
     * What an engine said of a scan or a commit.
     *
     * @param id by which they are in the order of their times
     * @param body as it was sent
     * @param principal the label of who sent it
     */
    record Report(UUID relationId, UUID id, String body, String principal) {}

    /**
     * Keeps a report, if there still is such a table, and forgets the oldest ones of that table.
     *
     * @param kept how many reports of the table there are at most afterwards
     */
    void report(Report report, int kept);

    /** The reports of a table that are kept, the newest first. */
    List<Report> reports(UUID relationId);
}
