package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;

/** Shows none. */
public final class NotProjected implements ProjectedTables {
    @Override
    public LoadTable.Loaded load(Caller caller, Catalogs.Entry catalog, Relation relation, TableName name) {
        throw refusal(name);
    }

    /** For whatever Iceberg's clients ask of a table that is not Iceberg's. */
    static TarnException refusal(TableName name) {
        return TarnException.about(
                ErrorCode.NOT_SERVED,
                name.object(),
                "Table " + name + " is a table of Paimon, which is not served to Iceberg's clients yet; use Paimon's");
    }
}
