package io.tarn.server.ops.iceberg;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.snapshots.CommitSteps.Step;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import io.tarn.server.store.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes changes real, all or none: their files first, then one transaction that moves every pointer. A file that no pointer
 * came to name is taken away, unless it may have come to: whoever deletes a file that a row names loses a table.
 */
public final class ApplyChanges {
    private final Store store;
    private final MetadataFiles files;
    private final CommitSteps steps;

    public ApplyChanges(Store store, MetadataFiles files, CommitSteps steps) {
        this.store = store;
        this.files = files;
        this.steps = steps;
    }

    /**
     * @return the documents, in the order of the changes; empty when others were faster, and nothing was changed
     * @throws DuplicateKeyException when a name or a place was taken meanwhile; nothing was changed
     * @throws TarnException COMMIT_UNKNOWN when it cannot be known whether they are there, and whatever a change throws
     */
    List<TableDocument> run(Catalogs.Entry catalog, List<Change> changes) {
        List<Location> written = new ArrayList<>();
        List<TableDocument> documents = new ArrayList<>();
        boolean decided = false;
        try {
            for (Change change : changes) {
                // Before it is there, so that half a file goes, too.
                written.add(change.file());
                documents.add(files.write(catalog, change.file(), change.document()));
            }
            steps.reached(Step.BEFORE_COMMIT);
            decided = apply(changes);
        } catch (UnknownOutcomeException e) {
            decided = true;
            if (!areThere(changes)) {
                throw TarnException.causedBy(
                        ErrorCode.COMMIT_UNKNOWN,
                        "The catalog database gave no answer to COMMIT, so the commit may be there or not; look at the"
                                + " table before trying again, and delete no file",
                        e);
            }
        } finally {
            if (!decided) {
                written.forEach(file -> files.delete(catalog, file));
            }
        }
        if (!decided) {
            return List.of();
        }
        steps.reached(Step.AFTER_COMMIT);
        for (int i = 0; i < documents.size(); i++) {
            files.keep(written.get(i), documents.get(i));
        }
        return documents;
    }

    private boolean apply(List<Change> changes) {
        if (changes.size() == 1) {
            // It loses before it has written anything, so there is nothing to take back.
            Change only = changes.get(0);
            return store.writeTogether(only.id(), only::apply);
        }
        List<Change> ordered =
                changes.stream().sorted(Comparator.comparing(Change::id)).toList();
        try {
            return store.write(tx -> {
                for (Change change : ordered) {
                    if (!change.apply(tx)) {
                        // Takes back what the others have written.
                        throw new LostException();
                    }
                }
                return true;
            });
        } catch (LostException e) {
            return false;
        }
    }

    /** One transaction, so the first tells of all. */
    private boolean areThere(List<Change> changes) {
        Change first = changes.get(0);
        try {
            return store.read(tx -> tx.iceberg().metadata(first.id()))
                    .filter(first.file()::equals)
                    .isPresent();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static final class LostException extends RuntimeException {
        LostException() {
            super("another commit was faster");
        }
    }
}
