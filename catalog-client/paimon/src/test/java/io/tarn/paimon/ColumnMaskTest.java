package io.tarn.paimon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalDateTime;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnMaskTest {
    private static final RowType TYPE = RowType.builder()
            .field("s", DataTypes.STRING())
            .field("i", DataTypes.INT())
            .field("d", DataTypes.DATE())
            .field("t", DataTypes.TIMESTAMP(3))
            .field("n", DataTypes.DECIMAL(6, 2))
            .field("z", DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(3))
            .build();

    @ParameterizedTest
    @CsvSource({
        "SHOW_LAST_4, 4111-1111, xxxxx1111",
        "SHOW_LAST_4, 1234, xxxx",
        "SHOW_FIRST_4, 12345, 1234x",
        "SHOW_FIRST_4, 😀😀😀😀😀, 😀😀😀😀x",
        "MASK, Äb-9 中, Xx-n x",
        "SHAPE, Ab-9, Xx-n",
        "HASH, abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "UPPER, aß, ASS",
        "LOWER, AÄ, aä",
    })
    void exactMasksOfTexts(String function, String value, String shown) {
        assertThat(exact("s", "{\"function\":\"" + function + "\"}", row(value)))
                .hasToString(shown);
        assertThat(exact("s", "{\"function\":\"" + function + "\"}", row(null))).isNull();
    }

    @Test
    void exactMasksOfOtherTypes() {
        GenericRow row = row("x");

        assertThat(exact("d", "{\"function\":\"YEAR\"}", row))
                .isEqualTo((int) LocalDate.of(2024, 1, 1).toEpochDay());
        assertThat(exact("t", "{\"function\":\"YEAR\"}", row))
                .isEqualTo(Timestamp.fromLocalDateTime(LocalDateTime.of(2024, 1, 1, 0, 0)));
        assertThat(exact("i", "{\"function\":\"NULL\"}", row)).isNull();
        assertThat(exact("i", "{\"function\":\"CONSTANT\",\"value\":\"-1\"}", row))
                .isEqualTo(-1);
        assertThat(exact("n", "{\"function\":\"CONSTANT\",\"value\":\"1.5\"}", row))
                .hasToString("1.50");
        assertThat(exact("d", "{\"function\":\"CONSTANT\",\"value\":\"1970-01-02\"}", row))
                .isEqualTo(1);
        assertThat(exact("z", "{\"function\":\"CONSTANT\",\"value\":\"1970-01-01T00:00:01Z\"}", row))
                .isEqualTo(Timestamp.fromEpochMillis(1000));
        assertThat(exact("s", "{\"function\":\"CONCAT\",\"inputs\":[\"<\",{\"name\":\"s\"},\">\"]}", row))
                .hasToString("<x>");
    }

    @Test
    void transforms() {
        assertThat(transform("{\"name\":\"NULL\"}")).isNull();
        assertThat(transform("{\"name\":\"CONCAT\",\"inputs\":[\"***\"]}")).hasToString("***");
        assertThat(transform("{\"name\":\"UPPER\",\"inputs\":[{\"index\":3,\"name\":\"s\",\"type\":\"STRING\"}]}"))
                .hasToString("ABC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"function\":\"ROT13\"}",
                "{\"function\":\"CONSTANT\"}",
                "{\"function\":\"CONCAT\",\"inputs\":[]}",
                "{\"function\":\"UPPER\",\"inputs\":[{\"name\":\"i\"}]}",
                "{\"function\":\"UPPER\",\"inputs\":[{\"name\":\"missing\"}]}",
                "{\"function\":\"YEAR\"}",
                "{}"
            })
    void whatIsNotKnownIsRefused(String mask) {
        assertThatThrownBy(() -> exact("s", mask, row("x")))
                .isInstanceOfAny(PolicyException.class, IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"function\":\"HASH\"}",
                "{\"function\":\"CONSTANT\",\"value\":\"x\"}",
                "{\"function\":\"CONSTANT\",\"value\":\"3000000000\"}",
                "{\"function\":\"CONCAT\",\"inputs\":[\"1\"]}"
            })
    void whatDoesNotFitTheColumnIsRefused(String mask) {
        assertThatThrownBy(() -> exact("i", mask, row("x"))).isInstanceOf(PolicyException.class);
    }

    private static GenericRow row(String text) {
        return GenericRow.of(
                text == null ? null : BinaryString.fromString(text),
                7,
                (int) LocalDate.of(2024, 5, 17).toEpochDay(),
                Timestamp.fromLocalDateTime(LocalDateTime.of(2024, 5, 17, 1, 2, 3)),
                null,
                null);
    }

    private static Object exact(String column, String mask, GenericRow row) {
        return ColumnMask.exact(Json.parse(mask))
                .bind(column, new Columns(TYPE))
                .of(row);
    }

    private static Object transform(String transform) {
        return ColumnMask.ofTransform(Json.parse(transform))
                .bind("s", new Columns(TYPE))
                .of(row("abc"));
    }
}
