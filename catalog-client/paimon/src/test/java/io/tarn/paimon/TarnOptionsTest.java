package io.tarn.paimon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TarnOptionsTest {
    @Test
    void onlyWhatIsKnownToBeHarmlessIsShown() {
        Map<String, String> shown = TarnOptions.shown(Map.ofEntries(
                Map.entry("uri", "https://me:pw@tarn:8181"),
                Map.entry("warehouse", "main"),
                Map.entry("token", "t0"),
                Map.entry("token.provider", "bear"),
                Map.entry("tarn.capability.secret", "s"),
                Map.entry("tarn.oauth2.client-secret", "s"),
                Map.entry("s3.secret-key", "s"),
                Map.entry("fs.oss.accessKeyId", "s"),
                Map.entry("s3.endpoint", "http://s3"),
                Map.entry("header.Authorization", "s"),
                Map.entry("cache-enabled", "true"),
                Map.entry("something.new", "s")));

        assertThat(shown)
                .containsEntry("uri", "https://******@tarn:8181")
                .containsEntry("warehouse", "main")
                .containsEntry("token.provider", "bear")
                .containsEntry("s3.endpoint", "http://s3")
                .containsEntry("cache-enabled", "true");
        assertThat(shown)
                .hasSize(12)
                .containsEntry("token", "******")
                .containsEntry("something.new", "******")
                .doesNotContainValue("s")
                .doesNotContainValue("t0");
    }
}
