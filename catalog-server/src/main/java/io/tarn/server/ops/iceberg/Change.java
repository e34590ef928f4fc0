package io.tarn.server.ops.iceberg;

import io.tarn.server.model.Location;
import io.tarn.server.store.Transaction;
import java.util.UUID;

/** A change of one table that is ready: its document only has to be written, and then its rows. */
interface Change {
    /** Of the table's rows; several changes of one transaction go by it, so that two transactions do not deadlock. */
    UUID id();

    Location file();

    TableDocument document();

    /** @return false when others were faster */
    boolean apply(Transaction tx);
}
