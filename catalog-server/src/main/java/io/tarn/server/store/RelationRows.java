package io.tarn.server.store;

import io.tarn.auth.Principal;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Branch;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Location;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tables. Views share their space of names, and are {@link ViewRows}. */
public interface RelationRows {
    /** A table and the head of one of its branches, read in one statement so that they belong together. */
    record Head(Relation relation, Branch branch) {}

    /** A head with the schema that its row names. */
    record Detail(Head head, TableSchema schema) {}

    Optional<Head> head(UUID catalogId, TableName name);

    /** As {@link #head(UUID, TableName)}, by the id of the table. */
    Optional<Head> head(UUID relationId, String branch);

    /** The next branches in the order of table id and name, at most {@code size}. */
    List<Head> heads(UUID afterRelation, String afterBranch, int size);

    /**
     * Names in ascending order of their bytes.
     *
     * @param kind only tables of this type; null for all tables
     */
    Page<String> list(UUID namespaceId, PageRequest page, @Nullable String kind, Visibility visible);

    /** The tables of all databases: database by database, in ascending order of {@code database.}, then by name. */
    Page<QualifiedName> list(UUID catalogId, CatalogPageRequest page, Visibility visible);

    /** The tables of the same page as {@link #list(UUID, PageRequest, String, Visibility)}, in one statement. */
    Page<Detail> details(UUID namespaceId, PageRequest page, @Nullable String kind, Visibility visible);

    /** As {@link #head(UUID, TableName)}, with the schema. */
    Optional<Detail> detail(UUID catalogId, TableName name);

    /** The main branch of the table with this id. */
    Optional<Detail> detail(UUID relationId);

    /** How a table of the catalog is called at the moment. */
    Optional<TableName> nameOf(UUID catalogId, UUID relationId);

    List<Relation> inNamespace(UUID namespaceId);

    /** Whether a table or a view of the database has this name. */
    boolean taken(UUID namespaceId, String name);

    /** @throws DuplicateKeyException through {@link Store#write} when a table or view has the name */
    void insert(Relation relation);

    /**
     * Gives a table another name and database.
     *
     * @param from the row as it was read; nothing is written when its name or database changed since
     * @return false when it changed or is gone
     */
    boolean rename(Relation from, Relation to);

    /** @return false when it was gone already */
    boolean delete(UUID id);

    void touch(UUID id, long now, String principal);

    /** The table with this id, whatever its branches. */
    Optional<Relation> find(UUID id);

    /**
     * Writes the table's row, so that making a branch of it and dropping it cannot both succeed.
     *
     * @return false when the table is gone
     */
    boolean touchBranches(UUID id);

    /**
     * Gives a table that has no history another place, one that a client named: it is external since.
     *
     * @return false when the table is gone
     */
    boolean relocate(UUID id, Location location);

    /** Of a table or a view. @return false when it is gone */
    boolean setOwner(UUID id, Principal owner);
}
