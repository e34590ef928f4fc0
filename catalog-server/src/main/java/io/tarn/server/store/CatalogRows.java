package io.tarn.server.store;

import io.tarn.server.model.Catalog;
import java.util.List;

public interface CatalogRows {
    List<Catalog> all();

    void insert(Catalog catalog, long now);
}
