package io.tarn.engines.programs;

import org.apache.flink.table.functions.ScalarFunction;

/** What the scripts register as a function of a catalog. */
public final class Doubled extends ScalarFunction {

    private static final long serialVersionUID = 1L;

    public Long eval(Long value) {
        return value == null ? null : 2 * value;
    }
}
