package io.tarn.server.files;

import io.tarn.server.model.Location;
import io.tarn.server.tracing.Traces;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A span for each time that a storage is asked. */
public final class TracedStorage implements Storage {
    private final Storage storage;

    public TracedStorage(Storage storage) {
        this.storage = storage;
    }

    private static <T> T traced(String what, Supplier<T> work) {
        return Traces.part("storage " + what, work);
    }

    private static void traced(String what, Runnable work) {
        traced(what, () -> {
            work.run();
            return true;
        });
    }

    @Override
    public Optional<String> read(Location file) {
        return traced("read", () -> storage.read(file));
    }

    @Override
    public Optional<byte[]> readBytes(Location file) {
        return traced("read", () -> storage.readBytes(file));
    }

    @Override
    public boolean writeIfAbsent(Location file, String content) {
        return traced("write if absent", () -> storage.writeIfAbsent(file, content));
    }

    @Override
    public void overwrite(Location file, String content) {
        traced("overwrite", () -> storage.overwrite(file, content));
    }

    @Override
    public void overwrite(Location file, byte[] content) {
        traced("overwrite", () -> storage.overwrite(file, content));
    }

    @Override
    public void delete(Location file) {
        traced("delete", () -> storage.delete(file));
    }

    @Override
    public List<String> list(Location directory, String prefix) {
        return traced("list", () -> storage.list(directory, prefix));
    }

    @Override
    public List<String> directories(Location directory) {
        return traced("list", () -> storage.directories(directory));
    }

    @Override
    public boolean exists(Location directory, String below) {
        return traced("look", () -> storage.exists(directory, below));
    }

    @Override
    public void createDirectory(Location directory) {
        traced("create directory", () -> storage.createDirectory(directory));
    }

    @Override
    public int deleteSome(Location directory, int most) {
        return traced("delete", () -> storage.deleteSome(directory, most));
    }

    @Override
    public void close() {
        storage.close();
    }
}
