package io.tarn.server.ops.tables;

import io.tarn.auth.policy.PolicySchema;
import io.tarn.server.model.TableSchema;

/** The columns of tables as policies know them. */
public interface PolicySchemas {
    /** @throws io.tarn.server.model.TarnException INVALID_SCHEMA when it is not a schema */
    PolicySchema columns(TableSchema schema);
}
