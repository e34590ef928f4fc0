package io.tarn.paimon;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.auth.AuthProvider;
import org.apache.paimon.rest.auth.AuthProviderFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@code token.provider=tarn}: the credentials of {@code tarn.token.provider}, by default {@code bear}, with the plugin's
 * headers. {@code metastore=tarn} puts it around every other provider by itself.
 */
public final class TarnAuthProviderFactory implements AuthProviderFactory {
    static final String IDENTIFIER = "tarn";

    private static final String DEFAULT = "bear";

    /** The plugin's own, which add the headers themselves. */
    private static final Set<String> OWN = Collections.unmodifiableSet(new HashSet<>(Arrays.asList(
            IDENTIFIER,
            OAuth2AuthProviderFactory.IDENTIFIER,
            TokenFileAuthProviderFactory.IDENTIFIER,
            OnBehalfOfAuthProviderFactory.IDENTIFIER)));

    @Override
    public String identifier() {
        return IDENTIFIER;
    }

    @Override
    public AuthProvider create(Options options) {
        return TarnAuthProvider.around(credentials(options), options);
    }

    static boolean isOwn(@Nullable String provider) {
        return provider != null && OWN.contains(provider);
    }

    /** What {@code tarn.token.provider} names. */
    static AuthProvider credentials(Options options) {
        String named = TarnOptions.get(options, TarnOptions.CREDENTIALS);
        String provider = named == null ? DEFAULT : named;
        if (provider.equals(IDENTIFIER) || provider.equals(OnBehalfOfAuthProviderFactory.IDENTIFIER)) {
            throw new IllegalArgumentException(
                    TarnOptions.CREDENTIALS + " cannot be " + provider + ", which needs credentials itself");
        }
        Options inner = new Options(options.toMap());
        inner.set(TarnOptions.TOKEN_PROVIDER, provider);
        return AuthProviderFactory.createAuthProvider(inner);
    }
}
