package io.tarn.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random tables in random states, written by Paimon: Iceberg's reader gives the rows of Paimon's, or the table is refused,
 * and then for a reason that the state has.
 */
class ProjectionRandomTest {
    private static final int STATES = Integer.getInteger("tarn.projection.states", 60);
    private static final String SEED = System.getProperty("tarn.projection.seed", "");

    @TempDir
    private Path directory;

    @Test
    void everyStateIsShownExactlyOrRefusedForAReasonThatItHas() throws Exception {
        long seed = SEED.isEmpty() ? System.nanoTime() : Long.parseLong(SEED);
        Map<String, Integer> outcomes = new TreeMap<>();
        int states = 0;
        for (int table = 0; states < STATES; table++) {
            Random random = new Random(seed * 1_000_003 + table);
            RandomTable one = new RandomTable(directory.resolve("t" + table), random, outcomes);
            try {
                states += one.run();
            } catch (AssertionError | Exception e) {
                throw new AssertionError(
                        "seed " + seed + ", table " + table + ": " + one.describe() + "\n" + e.getMessage(), e);
            }
        }
        System.out.println("projection, seed " + seed + ": " + states + " states, " + outcomes);
        assertThat(outcomes.keySet()).anyMatch(outcome -> outcome.startsWith("shown"));
        assertThat(outcomes.keySet()).anyMatch(outcome -> outcome.startsWith("refused"));
    }
}
