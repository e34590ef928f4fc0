package io.tarn.auth.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    @ParameterizedTest
    @ValueSource(strings = {"alice", "Ünsal Ğ", "service-account-flink", "alice@example.org", "世界"})
    void namesThatPeopleHaveAreNames(String name) {
        assertThat(identity(name, Set.of("Domain Users")).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "alice ", "\talice", "al\nice", "al\u0000ice", "al\u202Eice", "al\u200Bice", "\uD800"})
    void whatLooksLikeAnotherNameIsNone(String name) {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> identity(name, Set.of()));
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> identity("alice", Set.of(name)));
    }

    @Test
    void aNameOfMoreThan255CharactersIsNone() {
        assertThat(identity("a".repeat(255), Set.of()).name()).hasSize(255);
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> identity("a".repeat(256), Set.of()));
    }

    private static Identity identity(String name, Set<String> groups) {
        return new Identity(Identity.Kind.USER, name, groups, Map.of(), null);
    }
}
