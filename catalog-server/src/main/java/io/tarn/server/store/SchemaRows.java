package io.tarn.server.store;

import io.tarn.server.model.TableSchema;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

public interface SchemaRows {
    Optional<TableSchema> find(UUID relationId, String branch, long schemaId);

    /** Schemas of a branch with a smaller id than {@code before}, newest first. */
    List<TableSchema> list(UUID relationId, String branch, long before, int size);

    /** Those of all branches, in no order, each text once. */
    List<TableSchema> all(UUID relationId);

    /** Ids in ascending order. */
    List<Long> ids(UUID relationId, String branch);

    void insert(UUID relationId, String branch, TableSchema schema, long now, String principal);

    /** Gives another branch of the table the same schemas, up to {@code lastId}. */
    void copy(UUID relationId, String from, String to, long lastId);

    void deleteFrom(UUID relationId, String branch, long firstId);

    /** The branch goes by another name. */
    void renameBranch(UUID relationId, String from, String to);

    /** Deletes rows of a table that was dropped. Returns how many, at most {@code size}. */
    int deleteSome(UUID relationId, int size);
}
