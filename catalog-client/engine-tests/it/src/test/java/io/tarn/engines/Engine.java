package io.tarn.engines;

/** A class path that the build has laid out; each is run in JVMs of its own. */
enum Engine {
    FLINK_1_20("flink-1.20-paimon-1.3"),
    FLINK_2_0("flink-2.0-paimon-2.0"),
    FLINK_2_0_PAIMON_1_4("flink-2.0-paimon-1.4"),
    PAIMON_1_2("paimon-1.2"),
    PAIMON_1_3("paimon-1.3"),
    /** The connector of Flink 2.0 holds the only published Java client of Paimon 2.0. */
    PAIMON_2_0("flink-2.0-paimon-2.0");

    private final String module;

    Engine(String module) {
        this.module = module;
    }

    /** The versions of the engine and of its Paimon client. */
    String module() {
        return module;
    }

    /** Major and minor version of its Paimon client. */
    String paimon() {
        return module.substring(module.indexOf("paimon-") + "paimon-".length());
    }

    String classPath() {
        return ClassPaths.of(module);
    }
}
