package io.tarn.bench;

/** One of those that a row compares. */
record Side(String name, SetUp setUp) {
    static final String TARN = "Tarn";

    /** Starts and fills what the side needs; whatever it leaves behind is closed with the bed. */
    @FunctionalInterface
    interface SetUp {
        /** @throws Exception says why a peer cannot be measured */
        Measured work() throws Exception;
    }
}
