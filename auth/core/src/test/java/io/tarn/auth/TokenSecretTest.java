package io.tarn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenSecretTest {
    @Test
    void aPresentedTokenIsFoundByTheHashOfItsSecret() {
        TokenSecret secret = TokenSecret.generate();

        assertThat(TokenSecret.hashOf(secret.reveal())).isEqualTo(secret.hash());
        assertThat(TokenSecret.hashOf(secret.reveal() + "x")).isNotEqualTo(secret.hash());
    }

    @Test
    void twoSecretsDifferAndNeitherPrintsItself() {
        TokenSecret first = TokenSecret.generate();
        TokenSecret second = TokenSecret.generate();

        assertThat(first.reveal()).isNotEqualTo(second.reveal()).hasSizeGreaterThan(40);
        assertThat(first.toString()).doesNotContain(first.reveal().substring(5));
    }
}
