package io.tarn.bench;

/** What each of several clients does again and again. */
@FunctionalInterface
interface Work {
    /**
     * Does it once, and comes back when it has succeeded.
     *
     * @param client from 0; no two threads have the same one at once
     */
    void run(int client) throws Exception;
}
