package io.tarn.auth.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.policy.ColumnType.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnTypeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BIGINT NOT NULL | BIGINT | 0 | 0 | false",
                "int | INT | 0 | 0 | true",
                "DECIMAL(10, 2) | DECIMAL | 10 | 2 | true",
                "DECIMAL(38,18) NOT NULL | DECIMAL | 38 | 18 | false",
                "DECIMAL | DECIMAL | 10 | 0 | true",
                "VARCHAR(20) | VARCHAR | 20 | 0 | true",
                "STRING NOT NULL | VARCHAR | 2147483647 | 0 | false",
                "CHAR | CHAR | 1 | 0 | true",
                "TIMESTAMP(3) | TIMESTAMP | 3 | 0 | true",
                "TIMESTAMP NOT NULL | TIMESTAMP | 6 | 0 | false",
                "TIMESTAMP(3) WITH LOCAL TIME ZONE NOT NULL | TIMESTAMP_LTZ | 3 | 0 | false",
                "TIMESTAMP_LTZ(9) | TIMESTAMP_LTZ | 9 | 0 | true",
                "TIMESTAMP(3) WITH TIME ZONE | OTHER | 0 | 0 | true",
                "TIME(3) | OTHER | 0 | 0 | true",
                "BYTES NOT NULL | OTHER | 0 | 0 | false",
                "VARIANT | OTHER | 0 | 0 | true",
                "ARRAY<INT NOT NULL> | OTHER | 0 | 0 | true",
                "ARRAY<INT> NOT NULL | OTHER | 0 | 0 | false",
                "ROW NOT NULL | OTHER | 0 | 0 | false",
                "DECIMAL(99999999999) | OTHER | 0 | 0 | true",
                "unheard of | OTHER | 0 | 0 | true",
            })
    void isReadFromTheSchemasText(String text, Kind kind, int precision, int scale, boolean nullable) {
        assertThat(ColumnType.of(text)).isEqualTo(new ColumnType(kind, precision, scale, nullable, text));
    }
}
