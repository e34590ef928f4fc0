package io.tarn.server.ops.projection;

import java.util.List;

/**
 * What makes the Iceberg table that shows an earlier state of a table, every row of every file, into one that shows a later.
 *
 * @param plan of which the files are those that are new
 * @param gone paths of files that are no longer there
 * @param files how many files there are then
 */
public record Increment(Plan plan, List<String> gone, long files) {
    public Increment {
        gone = List.copyOf(gone);
    }
}
