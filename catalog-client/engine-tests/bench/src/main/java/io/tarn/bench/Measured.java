package io.tarn.bench;

import java.util.Optional;

/** What one side of a row does in rounds. */
interface Measured {
    /** Lets so many clients do it for so long. */
    Round round(int clients, long nanos) throws Exception;

    /**
     * Looks at what is left of it when all rounds are over.
     *
     * @return what the report says of it
     */
    default Optional<String> check() throws Exception {
        return Optional.empty();
    }
}
