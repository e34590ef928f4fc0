package io.tarn.server.store;

import java.util.OptionalLong;

/** Counts the transactions of a database that only this process writes to: while the count stays, nothing has changed. */
public interface Changes {
    /** The count; empty while a transaction is under way, for what it writes may be seen at any moment. */
    OptionalLong count();
}
