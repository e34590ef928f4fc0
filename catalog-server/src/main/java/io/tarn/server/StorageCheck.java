package io.tarn.server;

import io.tarn.server.files.Storage;
import io.tarn.server.files.StorageException;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Tries with files of its own whether the server can do in a warehouse what it has to. The files lie in two directories
 * whose names begin alike, and are gone afterwards.
 */
final class StorageCheck implements AutoCloseable {
    static final String CONTENT = "written by tarn check storage";

    private static final int AT_ONCE = 100;

    /** What is to be thought of an outcome. */
    enum Grade {
        OK,
        /** A weakness of the store that somebody should know of, and that stops nothing. */
        WARN,
        FAIL
    }

    /** What one attempt came to. */
    record Outcome(String what, Grade grade, String seen) {
        static Outcome of(String what, boolean good, String seen) {
            return new Outcome(what, good ? Grade.OK : Grade.FAIL, seen);
        }
    }

    private final Storage storage;
    private final Location directory;
    private final Location neighbour;

    StorageCheck(Storage storage, Location warehouse) {
        this.storage = storage;
        String name = "tarn-check-" + Ids.next().toString().substring(24).toLowerCase(Locale.ROOT);
        this.directory = warehouse.child(name);
        this.neighbour = warehouse.child(name + "-neighbour");
    }

    /** Takes the place of a table's directory. */
    Location directory() {
        return directory;
    }

    /** Has a file {@code data} that nobody with credentials for the other directory may read. */
    Location neighbour() {
        return neighbour;
    }

    List<Outcome> run() {
        Location file = directory.child("data");
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(attempt("the server writes a file", () -> storage.writeIfAbsent(file, CONTENT)));
        outcomes.add(attempt("the server reads it", () -> storage.read(file).equals(Optional.of(CONTENT))));
        outcomes.add(attempt(
                "a conditional write leaves it as it is",
                () -> !storage.writeIfAbsent(file, "other")
                        && storage.read(file).equals(Optional.of(CONTENT))));
        outcomes.add(
                attempt("the server lists it", () -> storage.list(directory, "").contains("data")));
        Location replaced = directory.child("replaced");
        outcomes.add(attempt("the server replaces and deletes a file", () -> {
            storage.overwrite(replaced, CONTENT);
            storage.overwrite(replaced, "again");
            boolean written = storage.read(replaced).equals(Optional.of("again"));
            storage.delete(replaced);
            return written && storage.read(replaced).isEmpty();
        }));
        outcomes.add(
                attempt("the server writes beside it", () -> storage.writeIfAbsent(neighbour.child("data"), CONTENT)));
        return outcomes;
    }

    private static Outcome attempt(String what, BooleanSupplier action) {
        try {
            boolean good = action.getAsBoolean();
            return Outcome.of(what, good, good ? "yes" : "no, it is answered otherwise");
        } catch (StorageException e) {
            return Outcome.of(what, false, "no: " + e.getMessage());
        }
    }

    /** @throws StorageException when files may be left */
    @Override
    public void close() {
        for (Location place : List.of(directory, neighbour)) {
            int deleted;
            do {
                deleted = storage.deleteSome(place, AT_ONCE);
            } while (deleted > 0);
        }
    }
}
