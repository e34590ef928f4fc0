package io.tarn.server.ops.tables;

import io.tarn.auth.policy.PolicySchema;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.TableColumns;
import io.tarn.server.store.Store;
import java.util.List;
import java.util.UUID;

/** All columns that a table has or had: what a column held stays in the files of old snapshots after it was dropped. */
public final class EveryColumn implements TableColumns {
    private final Store store;
    private final PolicySchemas schemas;

    public EveryColumn(Store store, PolicySchemas schemas) {
        this.store = store;
        this.schemas = schemas;
    }

    @Override
    public List<String> of(UUID table) {
        List<TableSchema> all = store.read(tx -> tx.schemas().all(table));
        return all.stream()
                .flatMap(schema -> schemas.columns(schema).columns().stream())
                .map(PolicySchema.Column::name)
                .distinct()
                .toList();
    }
}
