package io.tarn.server.ops.adoption;

import io.tarn.server.model.Branch;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.adoption.Finding.Code;
import io.tarn.server.store.Store;
import java.util.Optional;

/** Holds what the database remembers of an external table against its files: storage is right. */
final class CheckMirror {
    private final Store store;

    CheckMirror(Store store) {
        this.store = store;
    }

    void run(Inspected table) {
        Optional<TableSchema> newest = table.files().newestSchema();
        if (newest.isEmpty()) {
            table.found(
                    Code.TABLE_DIRECTORY_MISSING,
                    "",
                    "there is no schema file at " + table.relation().location());
            return;
        }
        Branch branch = table.branch();
        for (long id : store.read(tx -> tx.schemas().ids(branch.relationId(), branch.name()))) {
            Optional<TableSchema> row = store.read(tx -> tx.schemas().find(branch.relationId(), branch.name(), id));
            if (row.isPresent()
                    && !row.map(TableSchema::body).equals(table.files().readSchema(id))) {
                table.found(Code.MIRROR_STALE, "schema-" + id, "the catalog remembers a schema that storage has not");
                return;
            }
        }
    }

    /** Forgets all that was remembered, and remembers the newest schema that storage has. */
    void repair(Inspected table, String who, long now) {
        table.files()
                .newestSchema()
                .ifPresent(newest -> store.write(tx -> {
                    tx.schemas().deleteFrom(table.relation().id(), TableName.MAIN, 0);
                    tx.schemas().insert(table.relation().id(), TableName.MAIN, newest, now, who);
                    return tx.branches().setSchema(table.relation().id(), TableName.MAIN, newest.id());
                }));
    }
}
