package io.tarn.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "A b", "größe", "表", "😀", "a.b", "...", "a%b", "a_b", "-", "a\u00A0b"})
    void aNameThatMeansNothingElsewhereIsAccepted(String name) {
        assertThat(Names.check("table", name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                " a",
                "a ",
                "a\t",
                "a\u3000",
                "a/b",
                "a\\b",
                "a*",
                "a?",
                "a$b",
                "a{b",
                "a}b",
                "a<b",
                "a>b",
                "a\"b",
                "a|b",
                "a`b",
                "a'b",
                "a\u0000",
                "a\nb",
                "a\u007Fb",
                "a\u0085b",
                "a\u200Bb",
                "a\u202Eb",
                "a\u2028b",
                "a\uD800",
                "\uDC00a",
                "a\uFFFDb",
                "a\uFFFFb",
                "\uFEFFa"
            })
    void aNameThatCouldMeanSomethingElsewhereIsRefused(String name) {
        TarnException failure = catchThrowableOfType(TarnException.class, () -> Names.check("table", name));
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_NAME);
        assertThat(failure.getMessage().codePoints()).allMatch(c -> c >= 0x20 && c != 0x7F);
    }

    @Test
    void aNameMayHave255CharactersAndNoMore() {
        assertThat(Names.check("table", "x".repeat(255))).hasSize(255);
        assertThatThrownBy(() -> Names.check("table", "x".repeat(256)))
                .isInstanceOf(TarnException.class)
                .hasMessageContaining("255");
    }

    @Test
    void whateverTheTextItsPrintableFormIsShortAndOnOneLine() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            String printable = Names.printable(randomText(random, 200));
            assertThat(printable.codePointCount(0, printable.length())).isLessThanOrEqualTo(81);
            assertThat(printable.codePoints())
                    .noneMatch(c -> Character.isISOControl(c)
                            || Character.getType(c) == Character.SURROGATE
                            || Character.getType(c) == Character.FORMAT
                            || c == 0x2028
                            || c == 0x2029);
        }
    }

    @Test
    void aTableNameReadsBackAsItWasWritten() {
        assertThat(TableName.parse("db", "t")).isEqualTo(new TableName("db", "t", "main"));
        assertThat(TableName.parse("db", "t$branch_b")).isEqualTo(new TableName("db", "t", "b"));
        assertThat(TableName.parse("db", "t$branch_b").object()).isEqualTo("t$branch_b");
        assertThat(TableName.parse("db", "t")).hasToString("db.t");
        for (String object :
                new String[] {"t$snapshots", "$branch_b", "t$branch_", "t$branch_a$branch_b", "t$branch_.."}) {
            assertThatThrownBy(() -> TableName.parse("db", object)).isInstanceOf(TarnException.class);
        }
    }

    static String randomText(Random random, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(0x80));
                case 1 -> text.append((char) random.nextInt(0x10000));
                case 2 -> text.appendCodePoint(random.nextInt(0x110000));
                default -> text.append("/.%$a:".charAt(random.nextInt(6)));
            }
        }
        return text.toString();
    }
}
