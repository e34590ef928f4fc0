package io.tarn.paimon;

import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.options.CatalogOptions;
import org.apache.paimon.options.Options;

/**
 * {@code metastore=tarn}: the catalog of {@code metastore=rest}, with the same options, that keeps to row filters and column
 * masks.
 */
public final class TarnCatalogFactory implements CatalogFactory {
    static final String IDENTIFIER = "tarn";

    @Override
    public String identifier() {
        return IDENTIFIER;
    }

    @Override
    public Catalog create(CatalogContext context) {
        TarnCatalog catalog = new TarnCatalog(inner(context), true);
        Options options = context.options();
        if (!options.get(CatalogOptions.CACHE_ENABLED)) {
            return catalog;
        }
        Catalog cached = new TarnCachingCatalog(catalog, options);
        // Paimon puts its own cache around it else, which makes system tables by itself.
        options.set(CatalogOptions.CACHE_ENABLED, false);
        return cached;
    }

    /** What Paimon's own catalog is made from: it looks for the name of its own metastore here and there. */
    private static CatalogContext inner(CatalogContext context) {
        Options options = new Options(context.options().toMap());
        options.set(TarnOptions.METASTORE, "rest");
        String provider = TarnOptions.get(options, TarnOptions.TOKEN_PROVIDER);
        if (provider != null && !TarnAuthProviderFactory.isOwn(provider)) {
            options.set(TarnOptions.CREDENTIALS, provider);
            options.set(TarnOptions.TOKEN_PROVIDER, TarnAuthProviderFactory.IDENTIFIER);
        }
        if (OnBehalfOfAuthProviderFactory.IDENTIFIER.equals(provider)) {
            // The processes of a job run as somebody else, perhaps.
            options.set(TarnOptions.USER, OnBehalfOfAuthProviderFactory.user(options));
        }
        Capability.seal(options, System.getenv());
        return CatalogContext.create(options, context.hadoopConf(), context.preferIO(), context.fallbackIO());
    }
}
