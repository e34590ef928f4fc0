package io.tarn.engines;

import java.nio.file.Path;
import java.security.SecureRandom;

/** What the build tells the tests by system properties. */
public final class TestSettings {

    private TestSettings() {}

    public static Path path(String name) {
        return Path.of(text(name)).toAbsolutePath().normalize();
    }

    public static int number(String name) {
        return Integer.parseInt(text(name));
    }

    /** The seed of this run's random choices: print it, so that the run can be repeated. */
    public static long seed() {
        String seed = System.getProperty("tarn.it.seed", "");
        return seed.isBlank() ? new SecureRandom().nextInt(Integer.MAX_VALUE) : Long.parseLong(seed);
    }

    public static String text(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("the system property " + name + " is not set; the build sets it");
        }
        return value;
    }
}
