package io.tarn.bench;

/** What each of several clients does again and again, each anew as soon as it is done. */
@FunctionalInterface
interface Work extends Measured {
    /**
     * Does it once, and comes back when it has succeeded.
     *
     * @param client from 0; no two threads have the same one at once
     */
    void run(int client) throws Exception;

    @Override
    default Round round(int clients, long nanos) throws Exception {
        return Round.run(this, clients, nanos);
    }
}
