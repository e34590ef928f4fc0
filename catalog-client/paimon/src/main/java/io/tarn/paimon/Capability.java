package io.tarn.paimon;

import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.paimon.options.Options;
import org.jspecify.annotations.Nullable;

/**
 * Proves to the server that this plugin runs in an engine whose operator was given a key pair for it, so that row filters
 * and column masks are kept to. The proof is bound to the request and to the credentials that it comes with.
 *
 * <p>Only {@code metastore=tarn} keeps to them, so only its options make a proof: its factory marks them with a seal, which
 * takes the secret. With Paimon's own catalog the auth providers of the plugin log in, and prove nothing.
 */
final class Capability {
    static final String HEADER = "X-Tarn-Capability";

    /** Is in the catalog's own options alone, and hidden where options are shown. */
    private static final String SEAL = "tarn.capability.seal";

    private static final String KEY_VARIABLE = "TARN_CAPABILITY_KEY_ID";
    private static final String FILE_VARIABLE = "TARN_CAPABILITY_SECRET_FILE";

    private final String key;
    private final Supplier<String> secret;
    private final Clock clock;

    private Capability(String key, Supplier<String> secret, Clock clock) {
        this.key = key;
        this.secret = secret;
        this.clock = clock;
    }

    /** Marks the options of a catalog that keeps to what the server hides. Without a key it does nothing. */
    static void seal(Options options, Map<String, String> environment) {
        options.remove(SEAL);
        Capability capability = unsealed(options, environment, Clock.systemUTC());
        if (capability != null) {
            options.set(SEAL, capability.sealOf(options));
        }
    }

    /** Null when the options are not sealed, or neither they nor the environment name a key. */
    static @Nullable Capability of(Options options, Map<String, String> environment, Clock clock) {
        String seal = TarnOptions.get(options, SEAL);
        Capability capability = seal == null ? null : unsealed(options, environment, clock);
        return capability != null && capability.sealOf(options).equals(seal) ? capability : null;
    }

    private String sealOf(Options options) {
        return Hashes.hmac(
                secret.get(), "tarn-capability-seal-v1\n" + TarnOptions.uri(options) + "\n" + options.get("warehouse"));
    }

    /** @throws IllegalArgumentException when a key is named without a secret, or what cannot be the id of a key */
    private static @Nullable Capability unsealed(Options options, Map<String, String> environment, Clock clock) {
        String option = TarnOptions.get(options, TarnOptions.CAPABILITY_KEY);
        String key = option == null ? environment.get(KEY_VARIABLE) : option;
        if (key == null || key.isEmpty()) {
            return null;
        }
        if (!key.matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new IllegalArgumentException(TarnOptions.CAPABILITY_KEY + " is not the id of a key");
        }
        Supplier<String> secret = Secret.of(
                options, TarnOptions.CAPABILITY_SECRET_FILE, TarnOptions.CAPABILITY_SECRET, FILE_VARIABLE, environment);
        if (secret == null) {
            throw new IllegalArgumentException("There is a " + TarnOptions.CAPABILITY_KEY + ", but neither "
                    + TarnOptions.CAPABILITY_SECRET_FILE + " nor the environment variable " + FILE_VARIABLE
                    + " names the file of its secret");
        }
        return new Capability(key, secret, clock);
    }

    /**
     * The header's value.
     *
     * @param path percent-encoded as it is sent, without the query and without the path of the server's address
     * @param authorization the value of that header; empty when it is not sent
     */
    String sign(String method, String path, String authorization) {
        long at = clock.millis() / 1000;
        String text = "tarn-capability-v1\n" + method + "\n" + path + "\n" + at + "\n" + Hashes.sha256(authorization);
        return "v1 key=" + key + ",at=" + at + ",sig=" + Hashes.hmac(secret.get(), text);
    }
}
