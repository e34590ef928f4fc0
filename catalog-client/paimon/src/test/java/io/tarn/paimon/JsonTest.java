package io.tarn.paimon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsEveryKindOfValue() {
        Object value = Json.parse(" {\"a\": [1, -2.5e3, true, false, null], \"b\\u00e4\\n\": {\"c\": \"\\\"x\\\\\"}} ");

        assertThat(value)
                .isEqualTo(Map.of(
                        "a",
                        Arrays.asList(new BigDecimal(1), new BigDecimal("-2.5e3"), true, false, null),
                        "bä\n",
                        Map.of("c", "\"x\\")));
    }

    @Test
    void quotedTextsAreReadAsTheyWere() {
        String text = "a\"b\\c\n\t\u0000ä\uD83D\uDE00";

        assertThat(Json.parse(Json.quote(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "01",
                "1.",
                "+1",
                "1e9999",
                "NaN",
                "tru",
                "\"a",
                "\"\\x\"",
                "\"\\u00g0\"",
                "\"\n\"",
                "[] []"
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not JSON");
    }

    @Test
    void depthIsBounded() {
        assertThat(Json.parse("[".repeat(200) + "]".repeat(200))).isInstanceOf(List.class);
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).hasMessageContaining("more than 200 levels");
    }
}
