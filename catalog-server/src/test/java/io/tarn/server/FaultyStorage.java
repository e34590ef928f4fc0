package io.tarn.server;

import io.tarn.server.files.Storage;
import io.tarn.server.files.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Storage whose writes fail, before or after they were done, and take long, as often as a file says. */
final class FaultyStorage {
    private static final Set<String> WRITES = Set.of("writeIfAbsent", "overwrite", "delete", "createDirectory");
    private static final int LONGEST_MILLIS = 700;

    private FaultyStorage() {}

    static Storage before(Storage storage, Faults faults) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    boolean write = WRITES.contains(method.getName());
                    if (write) {
                        faults.meet();
                    }
                    Object result;
                    try {
                        result = method.invoke(storage, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (write) {
                        faults.meet();
                    }
                    return result;
                });
    }

    /**
     * What happens to writes: two numbers in a file, of a hundred writes how many fail, and how many are slow. No file: none.
     * Each fault adds a byte to the file of the same name with {@code .met} behind it.
     */
    static final class Faults {
        private final Path file;
        private final Path met;

        Faults(Path file) {
            this.file = file;
            this.met = file.resolveSibling(file.getFileName() + ".met");
        }

        void meet() {
            List<Integer> percents = percents();
            ThreadLocalRandom random = ThreadLocalRandom.current();
            if (random.nextInt(100) < percents.get(1)) {
                note();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_MILLIS)));
            }
            if (random.nextInt(100) < percents.get(0)) {
                note();
                throw new StorageException("the storage of this test fails now");
            }
        }

        private List<Integer> percents() {
            try {
                List<Integer> percents = List.of(Files.readString(file).strip().split(" ")).stream()
                        .map(Integer::valueOf)
                        .toList();
                return percents.size() == 2 ? percents : List.of(0, 0);
            } catch (NoSuchFileException e) {
                return List.of(0, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void note() {
            try {
                Files.write(met, new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
