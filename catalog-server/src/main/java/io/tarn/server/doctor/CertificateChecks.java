package io.tarn.server.doctor;

import java.time.Duration;
import java.time.Instant;

/** How long certificates are good for. */
public final class CertificateChecks {
    private static final Duration SOON = Duration.ofDays(30);

    private CertificateChecks() {}

    /** @param key under which the certificate stands in the configuration */
    public static Finding expiry(String key, Instant end, Instant now) {
        String seen = "good until " + end;
        if (!end.isAfter(now)) {
            return Finding.wrong(key, seen, "put a new certificate there; a running server takes it by itself");
        }
        return end.isAfter(now.plus(SOON))
                ? Finding.ok(key, seen)
                : Finding.warning(key, seen, "renew it; a running server takes the new one by itself");
    }
}
