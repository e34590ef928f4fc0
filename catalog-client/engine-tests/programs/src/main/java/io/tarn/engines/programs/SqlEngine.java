package io.tarn.engines.programs;

import java.util.List;

/** What runs the statements of a script. */
interface SqlEngine {

    /**
     * Runs a statement to its end.
     *
     * @param take how many rows are wanted; a query that has more is ended then
     * @return its rows, each with its fields; what they are is the engine's
     */
    List<List<?>> execute(String sql, int take) throws Exception;
}
