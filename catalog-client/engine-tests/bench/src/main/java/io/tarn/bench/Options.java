package io.tarn.bench;

import io.tarn.engines.StoreKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What is measured, and for how long.
 *
 * @param rows keys of rows, or the words that they begin with; empty for all
 * @param seconds of each side of each row, in all rounds together
 * @param warmUp how many seconds a side may take at most until its JVMs have compiled what they are asked for
 * @param out where the report goes
 */
record Options(List<StoreKind> stores, List<String> rows, int seconds, int warmUp, Path out) {
    private static final int MOST_ROUNDS = 5;
    private static final int DEFAULT_SECONDS = 15;
    private static final int DEFAULT_WARM_UP = 120;
    private static final long WARM_UP_ROUND = TimeUnit.SECONDS.toNanos(3);

    Options {
        stores = List.copyOf(stores);
        rows = List.copyOf(rows);
    }

    /** @throws IllegalArgumentException that names what is wrong */
    static Options parse(String[] arguments) {
        Options options = new Options(
                List.of(StoreKind.values()), List.of(), DEFAULT_SECONDS, DEFAULT_WARM_UP, Path.of("bench-report"));
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value, or is not known");
            }
            options = options.with(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--store" -> new Options(List.of(store(value)), rows, seconds, warmUp, out);
            case "--rows" -> new Options(stores, List.of(value.split(",", -1)), seconds, warmUp, out);
            case "--seconds" -> new Options(stores, rows, seconds(name, value), warmUp, out);
            case "--warm-up" -> new Options(stores, rows, seconds, seconds(name, value), out);
            case "--out" -> new Options(stores, rows, seconds, warmUp, Path.of(value));
            default ->
                throw new IllegalArgumentException(
                        name + " is not known; there are --store, --rows, --seconds, --warm-up and --out");
        };
    }

    private static StoreKind store(String value) {
        try {
            return StoreKind.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--store is h2 or mariadb, not " + value, e);
        }
    }

    private static int seconds(String name, String value) {
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(name + " is a number from 1 to 9999, not " + value);
        }
        return Integer.parseInt(value);
    }

    boolean wants(Row row) {
        return rows.isEmpty()
                || rows.stream()
                        .anyMatch(each -> row.key().equals(each) || row.key().startsWith(each + "-"));
    }

    /** None is shorter than a second. */
    int rounds() {
        return Math.min(MOST_ROUNDS, seconds);
    }

    long roundNanos() {
        return TimeUnit.SECONDS.toNanos(seconds) / rounds();
    }

    /** How many rounds come at most before those that count. */
    int warmUpRounds() {
        return (int) Math.max(1, TimeUnit.SECONDS.toNanos(warmUp) / warmUpRoundNanos());
    }

    long warmUpRoundNanos() {
        return Math.min(TimeUnit.SECONDS.toNanos(warmUp), WARM_UP_ROUND);
    }
}
