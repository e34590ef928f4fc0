package io.tarn.paimon;

import java.util.function.Supplier;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.auth.AuthProvider;
import org.apache.paimon.rest.auth.AuthProviderFactory;

/**
 * {@code token.provider=tarn-file}: the token in the file {@code tarn.token-file}, which may be replaced at any time. Only
 * the path is in SQL and in serialized jobs, so every process of the engine needs the file.
 */
public final class TokenFileAuthProviderFactory implements AuthProviderFactory {
    static final String IDENTIFIER = "tarn-file";

    @Override
    public String identifier() {
        return IDENTIFIER;
    }

    @Override
    public AuthProvider create(Options options) {
        Supplier<String> token = new SecretFile(TarnOptions.required(options, TarnOptions.TOKEN_FILE))::read;
        return TarnAuthProvider.around(new BearerAuthProvider(token), options);
    }
}
