package io.tarn.server.ops.snapshots;

import io.tarn.server.files.StorageException;
import io.tarn.server.files.TableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hints only save readers a listing, so a commit does not fail for them. */
final class SnapshotHints {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotHints.class);

    private SnapshotHints() {}

    static void write(TableFiles files, long id) {
        if (id == 1) {
            tolerate(() -> files.hintFirst(id));
        }
        tolerate(() -> files.hintLatest(id));
    }

    private static void tolerate(Runnable hint) {
        try {
            hint.run();
        } catch (StorageException e) {
            LOG.atWarn().setCause(e).log("a snapshot hint was not written");
        }
    }
}
