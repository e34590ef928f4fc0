package io.tarn.server.store;

import io.tarn.server.model.TableSchema;
import java.util.Optional;
import java.util.UUID;

public interface SchemaRows {
    Optional<TableSchema> find(UUID relationId, String branch, long schemaId);

    void insert(UUID relationId, String branch, TableSchema schema, long now, String principal);

    /** Deletes rows of a table that was dropped. Returns how many, at most {@code size}. */
    int deleteSome(UUID relationId, int size);
}
