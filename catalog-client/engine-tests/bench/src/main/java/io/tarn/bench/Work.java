package io.tarn.bench;

import java.util.Optional;

/** What each of several clients does again and again. */
@FunctionalInterface
interface Work {
    /**
     * Does it once, and comes back when it has succeeded.
     *
     * @param client from 0; no two threads have the same one at once
     */
    void run(int client) throws Exception;

    /** Lets so many clients do it for so long, each anew as soon as it is done. */
    default Round round(int clients, long nanos) throws Exception {
        return Round.run(this, clients, nanos);
    }

    /**
     * Looks at what is left of it when all rounds are over.
     *
     * @return what the report says of it
     */
    default Optional<String> check() throws Exception {
        return Optional.empty();
    }
}
