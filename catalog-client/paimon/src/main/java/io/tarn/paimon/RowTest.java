package io.tarn.paimon;

import org.apache.paimon.data.InternalRow;

/** Whether a condition is true for a row; neither false nor unknown is. */
interface RowTest {
    boolean isTrue(InternalRow row);
}
