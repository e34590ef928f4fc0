package io.tarn.server.ops.adoption;

import io.tarn.server.files.Storage;
import io.tarn.server.model.Location;
import io.tarn.server.store.SourceCatalog;
import java.util.List;
import java.util.Map;

/** Paimon's filesystem catalog: the directories {@code <warehouse>/<database>.db/<table>} are all that it has. */
public final class WarehouseDirectories implements SourceCatalog {
    static final String DATABASE = ".db";

    private final Storage storage;
    private final Location warehouse;

    public WarehouseDirectories(Storage storage, Location warehouse) {
        this.storage = storage;
        this.warehouse = warehouse;
    }

    @Override
    public List<String> databases() {
        return storage.directories(warehouse).stream()
                .filter(name -> name.endsWith(DATABASE) && name.length() > DATABASE.length())
                .map(name -> name.substring(0, name.length() - DATABASE.length()))
                .sorted()
                .toList();
    }

    @Override
    public Map<String, String> properties(String database) {
        return Map.of();
    }

    @Override
    public List<Listed> tables(String database) {
        return storage.directories(warehouse.child(database + DATABASE)).stream()
                .sorted()
                .map(Listed::of)
                .toList();
    }

    @Override
    public boolean knowsTables() {
        return false;
    }

    @Override
    public void close() {}
}
