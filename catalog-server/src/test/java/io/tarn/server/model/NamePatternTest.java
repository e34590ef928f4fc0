package io.tarn.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "'','',true",
        "%,'',true",
        "a,a,false",
        "a%,a,true",
        "a_%,a_,true",
        "a\\%,a%,false",
        "a\\%%,a%,true",
        "a\\_b,a_b,false",
        "\\\\%,\\,true",
        "a\\,a\\,false",
    })
    void aPatternIsAWholeNameOrAPrefix(String pattern, String text, boolean prefix) {
        assertThat(NamePattern.parse(pattern)).isEqualTo(new NamePattern(text, prefix));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%a", "a%b", "%%", "a%%", "%a%"})
    void aWildcardAnywhereButAtTheEndIsRefused(String pattern) {
        assertThatThrownBy(() -> NamePattern.parse(pattern))
                .isInstanceOf(TarnException.class)
                .hasMessageContaining("at the end");
    }

    @Test
    void everyNameCanBeWrittenAsAPattern() {
        Random random = new Random(17);
        for (int i = 0; i < 2_000; i++) {
            String name = "n" + NamesTest.randomText(random, 20);
            String escaped = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
            assertThat(NamePattern.parse(escaped)).isEqualTo(new NamePattern(name, false));
            assertThat(NamePattern.parse(escaped + "%")).isEqualTo(new NamePattern(name, true));
        }
    }
}
