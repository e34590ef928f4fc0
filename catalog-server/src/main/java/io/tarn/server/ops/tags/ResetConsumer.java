package io.tarn.server.ops.tags;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.ops.snapshots.LoadBranch.History;
import io.tarn.server.store.Store;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sets where a consumer reads on, or forgets it. */
public final class ResetConsumer {
    private final Store store;
    private final LoadBranch load;
    private final FileFormats formats;

    public ResetConsumer(Store store, LoadBranch load, FileFormats formats) {
        this.store = store;
        this.load = load;
        this.formats = formats;
    }

    /**
     * @param nextSnapshot a snapshot that storage still has, or the one that comes next; null: the consumer goes
     * @throws TarnException TABLE_NOT_FOUND, SNAPSHOT_NOT_FOUND, INVALID_NAME
     */
    public void run(
            Caller caller, Catalogs.Entry catalog, TableName table, String consumer, @Nullable Long nextSnapshot) {
        Names.check("consumer", consumer);
        History history = load.history(caller, Operation.RESET_CONSUMER, catalog, table);
        TableFiles files = history.files();
        if (nextSnapshot == null) {
            if (files.readConsumer(consumer).isPresent()) {
                announce(caller, Securables.of(catalog, history.relation(), table), consumer, "none");
                files.deleteConsumer(consumer);
            }
            return;
        }
        boolean known = nextSnapshot == history.newest() + 1
                || history.snapshot(nextSnapshot).isPresent();
        if (!known) {
            throw Missing.snapshot(table, nextSnapshot.toString());
        }
        String content = formats.consumer(nextSnapshot);
        if (!files.readConsumer(consumer).equals(Optional.of(content))) {
            announce(caller, Securables.of(catalog, history.relation(), table), consumer, nextSnapshot.toString());
            files.replaceConsumer(consumer, content);
        }
    }

    private void announce(Caller caller, Securable table, String consumer, String next) {
        Trail.announce(store, caller, Operation.RESET_CONSUMER, table, Map.of("consumer", consumer, "next", next));
    }
}
