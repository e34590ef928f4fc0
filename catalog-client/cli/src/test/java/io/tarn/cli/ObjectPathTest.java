package io.tarn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectPathTest {
    @Test
    void namesWithDotsAreQuoted() {
        assertThat(ObjectPath.parse("shop.orders")).isEqualTo(new ObjectPath("shop", "orders"));
        assertThat(ObjectPath.parse("\"my.db\".orders")).isEqualTo(new ObjectPath("my.db", "orders"));
        assertThat(ObjectPath.parse("`a b`.\"größe.数据\"")).isEqualTo(new ObjectPath("a b", "größe.数据"));
        assertThat(ObjectPath.single("\"my.db\"")).isEqualTo("my.db");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (ObjectPath path :
                new ObjectPath[] {new ObjectPath("a", "b"), new ObjectPath("a.b", "c d"), new ObjectPath(". ", "数据.")
                }) {
            assertThat(ObjectPath.parse(path.toString())).isEqualTo(path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a.", ".a", "a..b", "a.b.c", "\"a.b", "\"a\"b.c", "\"\".a"})
    void everythingElseIsRefused(String text) {
        assertThatThrownBy(() -> ObjectPath.parse(text)).isInstanceOf(UsageException.class);
    }
}
