package io.tarn.server.ops.functions;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;

/** Reads a function. Engines ask this of every name that is not something else, so it is one read. */
public final class GetFunction {
    private final Access access;

    public GetFunction(Access access) {
        this.access = access;
    }

    /** @throws TarnException FUNCTION_NOT_FOUND, also when there is no such database */
    public Routine run(Caller caller, Catalogs.Entry catalog, QualifiedName name) {
        Missing.unlessFunction(name);
        return access.function(caller, Operation.GET_FUNCTION, catalog, name).orElseThrow(() -> Missing.function(name));
    }
}
