package io.tarn.server.store.jdbc;

import io.tarn.server.model.Audit;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableSchema;
import io.tarn.server.store.NewTables;
import io.tarn.server.store.PartitionRows;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.jdbc.Inserts.Into;
import java.util.List;
import java.util.Optional;

/** @param inserts where rows wait for the end of the transaction */
record JdbcNewTables(Inserts inserts) implements NewTables {
    private static final Into BRANCH = JdbcBranchRows.BRANCH.and("partition_set, partition_state, partition_keys");

    @Override
    public void insert(Relation relation, Branch branch, TableSchema schema, Optional<List<String>> partitionKeys) {
        Audit audit = relation.audit();
        inserts.add(JdbcRelationRows.RELATION, JdbcRelationRows.row(relation));
        inserts.add(
                BRANCH,
                JdbcBranchRows.row(
                        branch,
                        Columns.bytes(partitionKeys.isPresent() ? Ids.next() : PartitionRows.NO_SET),
                        JdbcPartitionRows.text(partitionKeys.isPresent() ? State.EXACT : State.UNCOUNTABLE),
                        partitionKeys.map(NamesText::write).orElse(null)));
        inserts.add(
                JdbcSchemaRows.SCHEMA,
                JdbcSchemaRows.row(relation.id(), branch.name(), schema, audit.createdAt(), audit.createdBy()));
    }
}
