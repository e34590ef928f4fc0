package io.tarn.server.store;

import io.tarn.server.model.Branch;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableSchema;
import java.util.List;
import java.util.Optional;

/**
 * Adds tables. Their rows are written when the transaction ends, together with those of others that share it: so jobs that
 * all create tables at once do not wait for a statement per row.
 */
public interface NewTables {
    /**
     * When a table or view has the name, the transaction comes to nothing, by {@link DuplicateKeyException} through {@link
     * Store#write}.
     *
     * @param branch the main branch, without a snapshot
     * @param schema what the branch names as its schema
     * @param partitionKeys by which partitions are kept from the beginning; empty when they are not kept
     */
    void insert(Relation relation, Branch branch, TableSchema schema, Optional<List<String>> partitionKeys);
}
