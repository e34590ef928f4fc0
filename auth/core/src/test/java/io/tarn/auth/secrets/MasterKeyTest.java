package io.tarn.auth.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class MasterKeyTest {
    private static final byte[] PLAIN = "größe".getBytes(StandardCharsets.UTF_8);

    private final MasterKey key = MasterKey.generate();

    @Test
    void whatWasEncryptedIsDecryptedInItsPlaceAlone() {
        byte[] ciphertext = key.encrypt(PLAIN, "secret/1/ciphertext");
        assertThat(key.decrypt(ciphertext, "secret/1/ciphertext")).isEqualTo(PLAIN);
        assertThatThrownBy(() -> key.decrypt(ciphertext, "secret/2/ciphertext"))
                .isInstanceOf(UndecipherableException.class);
    }

    @Test
    void everyChangedBitIsNoticed() {
        byte[] ciphertext = key.encrypt(PLAIN, "here");
        for (int i = 0; i < ciphertext.length; i++) {
            byte[] changed = ciphertext.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> key.decrypt(changed, "here"))
                    .as("byte " + i)
                    .isInstanceOf(UndecipherableException.class);
        }
        assertThatThrownBy(() -> key.decrypt(new byte[3], "here")).isInstanceOf(UndecipherableException.class);
    }

    @Test
    void theSameTextNeverLooksTheSame() {
        assertThat(key.encrypt(PLAIN, "here")).isNotEqualTo(key.encrypt(PLAIN, "here"));
    }

    @Test
    void aRingFindsTheKeyThatACiphertextWasMadeWith() {
        MasterKey older = MasterKey.generate();
        byte[] ciphertext = older.encrypt(PLAIN, "here");
        assertThat(new KeyRing(List.of(key, older)).decrypt(ciphertext, "here")).isEqualTo(PLAIN);
        assertThatThrownBy(() -> new KeyRing(List.of(key)).decrypt(ciphertext, "here"))
                .hasMessageContaining(older.id());
    }

    @Test
    void aSignatureIsForOnePurpose() {
        assertThat(key.sign("a", PLAIN)).isEqualTo(key.sign("a", PLAIN)).isNotEqualTo(key.sign("b", PLAIN));
        assertThat(MasterKey.generate().sign("a", PLAIN)).isNotEqualTo(key.sign("a", PLAIN));
    }

    @Test
    void aKeyIsReadFromItsTextAndNeverShown() {
        assertThat(MasterKey.parse(key.reveal() + "\n")).isEqualTo(key);
        assertThat(key.toString()).contains(key.id()).doesNotContain(key.reveal());
        assertThatThrownBy(() -> MasterKey.parse(Base64.getEncoder().encodeToString(new byte[16])))
                .hasMessageContaining("16 bytes");
        assertThatThrownBy(() -> MasterKey.parse("s€cret"))
                .hasMessageContaining("base64")
                .hasMessageNotContaining("s€cret");
    }
}
