package io.tarn.paimon;

import java.time.Clock;
import java.util.function.Supplier;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.auth.AuthProvider;
import org.apache.paimon.rest.auth.AuthProviderFactory;

/**
 * {@code token.provider=tarn-oauth2}: short-lived tokens for {@code tarn.oauth2.client-id} and its secret, from the server
 * itself or from {@code tarn.oauth2.uri}.
 */
public final class OAuth2AuthProviderFactory implements AuthProviderFactory {
    static final String IDENTIFIER = "tarn-oauth2";

    private static final String FILE_VARIABLE = "TARN_OAUTH2_CLIENT_SECRET_FILE";

    @Override
    public String identifier() {
        return IDENTIFIER;
    }

    @Override
    public AuthProvider create(Options options) {
        String endpoint = TarnOptions.get(options, TarnOptions.OAUTH_URI);
        Supplier<String> secret = Secret.of(
                options, TarnOptions.OAUTH_SECRET_FILE, TarnOptions.OAUTH_SECRET, FILE_VARIABLE, System.getenv());
        if (secret == null) {
            throw new IllegalArgumentException("None of the options " + TarnOptions.OAUTH_SECRET_FILE + " and "
                    + TarnOptions.OAUTH_SECRET + " and the environment variable " + FILE_VARIABLE + " is set");
        }
        OAuth2Token token = new OAuth2Token(
                endpoint == null ? TarnOptions.uri(options) + "/oauth/token" : endpoint,
                TarnOptions.required(options, TarnOptions.OAUTH_CLIENT),
                secret,
                Clock.systemUTC());
        return TarnAuthProvider.around(new BearerAuthProvider(token), options);
    }
}
