package io.tarn.server.ops.views;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;

/** Reads a view. Engines ask this of every name that is not something else, so it is one read. */
public final class GetView {
    private final Access access;

    public GetView(Access access) {
        this.access = access;
    }

    /** @throws TarnException VIEW_NOT_FOUND, also when there is no such database */
    public View run(Caller caller, Catalogs.Entry catalog, QualifiedName name) {
        Missing.unlessView(name);
        return access.view(caller, Operation.GET_VIEW, catalog, name).orElseThrow(() -> Missing.view(name));
    }
}
