package io.tarn.paimon;

import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.rest.RESTCatalog;
import org.apache.paimon.rest.RESTCatalogLoader;

/** Makes the catalog again in the processes of a job; it is serialized with each table. */
final class TarnCatalogLoader extends RESTCatalogLoader {
    private static final long serialVersionUID = 1L;

    TarnCatalogLoader(CatalogContext context) {
        super(context);
    }

    @Override
    public RESTCatalog load() {
        return new TarnCatalog(context(), false);
    }
}
