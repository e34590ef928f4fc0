package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;

/** Reads a view. Engines look for one under every name that is not something else. */
public final class LoadView {
    private final NativeViews views;

    public LoadView(NativeViews views) {
        this.views = views;
    }

    /** @throws io.tarn.server.model.TarnException VIEW_NOT_FOUND */
    public NativeViews.Loaded run(Caller caller, Catalogs.Entry catalog, QualifiedName name) {
        Missing.unlessView(name);
        return views.get(caller, Operation.GET_VIEW, catalog, name).loaded();
    }

    /**
     * What a view is that the caller has made or changed: it takes the right to change it, and not to read it.
     *
     * @throws io.tarn.server.model.TarnException VIEW_NOT_FOUND
     */
    public NativeViews.Loaded changed(Caller caller, Catalogs.Entry catalog, QualifiedName name) {
        return views.get(caller, Operation.ALTER_VIEW, catalog, name).loaded();
    }

    /**
     * Sees to it that there is such a view for Iceberg's clients, before something is done with it.
     *
     * @throws io.tarn.server.model.TarnException VIEW_NOT_FOUND
     */
    public void exists(Caller caller, Operation operation, Catalogs.Entry catalog, QualifiedName name) {
        Missing.unlessView(name);
        views.get(caller, operation, catalog, name);
    }
}
