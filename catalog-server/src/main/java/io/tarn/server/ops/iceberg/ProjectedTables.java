package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;

/** Tables of Paimon as Iceberg's clients see them. */
public interface ProjectedTables {
    /**
     * @param relation a table without metadata of Iceberg's, which the caller may read
     * @throws io.tarn.server.model.TarnException NOT_SERVED, saying why, when it cannot be shown
     */
    LoadTable.Loaded load(Caller caller, Catalogs.Entry catalog, Relation relation, TableName name);
}
