package io.tarn.server.ops.snapshots;

import io.tarn.server.files.Storage;
import io.tarn.server.files.StorageException;
import io.tarn.server.model.Location;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A real storage in front of which requests can be made to fail. */
public final class FaultyStorage implements Storage {
    private final Storage real;
    private volatile BooleanSupplier failing = () -> false;

    public FaultyStorage(Storage real) {
        this.real = real;
    }

    void failWhen(BooleanSupplier condition) {
        failing = condition;
    }

    @Override
    public Optional<String> read(Location file) {
        check(file);
        return real.read(file);
    }

    @Override
    public Optional<byte[]> readBytes(Location file) {
        check(file);
        return real.readBytes(file);
    }

    @Override
    public boolean writeIfAbsent(Location file, String content) {
        check(file);
        boolean written = real.writeIfAbsent(file, content);
        check(file);
        return written;
    }

    @Override
    public void overwrite(Location file, String content) {
        check(file);
        real.overwrite(file, content);
    }

    @Override
    public void overwrite(Location file, byte[] content) {
        check(file);
        real.overwrite(file, content);
    }

    @Override
    public void delete(Location file) {
        check(file);
        real.delete(file);
    }

    @Override
    public List<String> list(Location directory, String prefix) {
        check(directory);
        return real.list(directory, prefix);
    }

    @Override
    public List<String> directories(Location directory) {
        check(directory);
        return real.directories(directory);
    }

    @Override
    public boolean exists(Location directory, String below) {
        check(directory);
        return real.exists(directory, below);
    }

    @Override
    public void createDirectory(Location directory) {
        check(directory);
        real.createDirectory(directory);
    }

    @Override
    public int deleteSome(Location directory, int most) {
        check(directory);
        return real.deleteSome(directory, most);
    }

    private void check(Location file) {
        FaultyStore.assertNoTransaction();
        if (failing.getAsBoolean()) {
            throw new StorageException("injected at " + file, new IOException("injected"));
        }
    }

    @Override
    public void close() {
        real.close();
    }
}
