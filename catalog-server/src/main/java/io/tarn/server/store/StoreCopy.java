package io.tarn.server.store;

import java.nio.file.Path;

/** Copies an embedded database while it is used. */
public interface StoreCopy {
    /**
     * Writes a compressed copy: all transactions that were committed before, and nothing of any other.
     *
     * @param file absolute, and not there yet; what is left of it after a failure is no backup
     * @throws StoreUnavailableException when the disk does not take it
     */
    void writeTo(Path file);
}
