package io.tarn.server.store;

import java.util.List;

/** The master keys that were used with this database, without the keys. */
public interface MasterKeyRows {
    /**
     * @param canary a known text, encrypted with the key, in hex
     * @param retired whether nothing is encrypted or signed with it any more
     */
    record Known(String id, long madeAt, String canary, boolean retired) {}

    /** In the order in which they were first used; the last one is what encrypts and signs now. */
    List<Known> all();

    /** @throws DuplicateKeyException through {@link Store#write} when another server was first */
    void insert(Known key);

    void retire(String id);

    /**
     * Writes the key's row, so that nobody takes it out of use before this transaction is over.
     *
     * @return false when it is retired
     */
    boolean hold(String id);
}
