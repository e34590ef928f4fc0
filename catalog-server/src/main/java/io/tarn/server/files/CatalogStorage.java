package io.tarn.server.files;

import io.tarn.server.model.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All the places that a catalog may open: its warehouse, and the locations that its admin allowed. Nothing else is ever
 * opened, and whole directories are deleted in the warehouse alone.
 */
public final class CatalogStorage implements Storage {
    private final Storage warehouse;
    private final Location warehouseRoot;
    private final Map<Location, Storage> allowed;

    public CatalogStorage(Location warehouseRoot, Storage warehouse, Map<Location, Storage> allowed) {
        this.warehouseRoot = warehouseRoot;
        this.warehouse = warehouse;
        this.allowed = Map.copyOf(allowed);
    }

    @Override
    public Optional<String> read(Location file) {
        return of(file).read(file);
    }

    @Override
    public Optional<byte[]> readBytes(Location file) {
        return of(file).readBytes(file);
    }

    @Override
    public boolean writeIfAbsent(Location file, String content) {
        return of(file).writeIfAbsent(file, content);
    }

    @Override
    public void overwrite(Location file, String content) {
        of(file).overwrite(file, content);
    }

    @Override
    public void overwrite(Location file, byte[] content) {
        of(file).overwrite(file, content);
    }

    @Override
    public void delete(Location file) {
        of(file).delete(file);
    }

    @Override
    public List<String> list(Location directory, String prefix) {
        return of(directory).list(directory, prefix);
    }

    @Override
    public List<String> directories(Location directory) {
        return of(directory).directories(directory);
    }

    @Override
    public boolean exists(Location directory, String below) {
        return of(directory).exists(directory, below);
    }

    @Override
    public void createDirectory(Location directory) {
        of(directory).createDirectory(directory);
    }

    @Override
    public int deleteSome(Location directory, int most) {
        return warehouse.deleteSome(directory, most);
    }

    private Storage of(Location file) {
        if (warehouseRoot.contains(file)) {
            return warehouse;
        }
        return allowed.entrySet().stream()
                .filter(entry -> entry.getKey().contains(file))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        file + " lies neither in the warehouse nor in an allowed location"));
    }

    @Override
    public void close() {
        List<Storage> all = new ArrayList<>(allowed.values());
        all.add(warehouse);
        all.forEach(Storage::close);
    }
}
