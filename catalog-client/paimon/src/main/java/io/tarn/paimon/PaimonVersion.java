package io.tarn.paimon;

/** Which Paimon the plugin runs with. */
final class PaimonVersion {
    private static final boolean QUERY_AUTH = knows("org.apache.paimon.catalog.TableQueryAuthResult");

    private PaimonVersion() {}

    /** Whether it is 1.3 or older: the last that knows neither row filters nor column masks. */
    static boolean is13() {
        return !QUERY_AUTH;
    }

    private static boolean knows(String type) {
        try {
            Class.forName(type, false, PaimonVersion.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
