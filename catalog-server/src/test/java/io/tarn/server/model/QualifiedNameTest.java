package io.tarn.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QualifiedNameTest {
    @ParameterizedTest
    @CsvSource({"db,v,db.v", "db,v.w,db.v.w", "a.b,c,a\\.b.c", "a,b.c,a.b.c", "..,.,\\.\\...", "a b,表,a b.表"})
    void aKeyLeadsBackToItsName(String database, String object, String key) {
        QualifiedName name = new QualifiedName(database, object);
        assertThat(name.key()).isEqualTo(key);
        assertThat(QualifiedName.ofKey(key)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "\\", "a\\.b", "\\.\\"})
    void aTextThatIsNoKeyIsNoFailure(String text) {
        assertThat(QualifiedName.ofKey(text)).isEqualTo(new QualifiedName(text, ""));
    }
}
