package io.tarn.server.ops.tags;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Consumer;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.LoadBranch;
import java.util.ArrayList;
import java.util.List;

/** Lists the consumers that storage has. */
public final class ListConsumers {
    private final LoadBranch load;
    private final FileFormats formats;

    public ListConsumers(LoadBranch load, FileFormats formats) {
        this.load = load;
        this.formats = formats;
    }

    /**
     * In ascending order of their ids.
     *
     * @param after only consumers whose id sorts behind it; empty for the first page
     * @throws TarnException TABLE_NOT_FOUND
     */
    public Page<Consumer> run(Caller caller, Catalogs.Entry catalog, TableName table, int size, String after) {
        TableFiles files =
                load.history(caller, Operation.LIST_CONSUMERS, catalog, table).files();
        List<Consumer> consumers = new ArrayList<>();
        for (String id : files.consumers()) {
            if (id.compareTo(after) > 0 && consumers.size() < size) {
                files.readConsumer(id)
                        .flatMap(formats::consumer)
                        .ifPresent(next -> consumers.add(new Consumer(id, next)));
            }
        }
        return Page.of(consumers, size, Consumer::id);
    }
}
