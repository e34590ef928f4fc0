package io.tarn.server.ops.databases;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;

/** Reads a database. */
public final class GetDatabase {
    private final Access access;

    public GetDatabase(Access access) {
        this.access = access;
    }

    /** @throws TarnException DATABASE_NOT_FOUND */
    public Namespace run(Caller caller, Catalogs.Entry catalog, String name) {
        Missing.unlessDatabase(name);
        return access.database(caller, Operation.GET_DATABASE, catalog, name);
    }
}
