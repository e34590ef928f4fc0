package io.tarn.server.ops.principals;

import io.tarn.auth.login.Authenticator;
import io.tarn.auth.login.BasicCredentials;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.RefusedException;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.store.TokenRows.Bearer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Accepts a principal's label, form-encoded because it has a colon in it, with one of its tokens as the password. */
final class ClientSecret implements Authenticator {
    private final AuthenticateToken tokens;

    ClientSecret(AuthenticateToken tokens) {
        this.tokens = tokens;
    }

    @Override
    public String accepts() {
        return "a principal's name as client_id with one of its tokens as client_secret";
    }

    @Override
    public Optional<Identity> authenticate(Credentials credentials) {
        return BasicCredentials.of(credentials).map(pair -> check(pair, tokens.find(pair.password())));
    }

    private static Identity check(BasicCredentials pair, Bearer bearer) {
        String label = bearer.principal().label();
        try {
            String named = PrincipalLabel.parse(URLDecoder.decode(pair.name(), StandardCharsets.UTF_8))
                    .toString();
            // A token that was given out for another would renew itself for ever.
            if (named.equals(label) && bearer.token().parentId() == null) {
                return Identity.of(bearer.principal());
            }
        } catch (TarnException | IllegalArgumentException e) {
            throw wrong();
        }
        throw wrong();
    }

    private static RefusedException wrong() {
        return new RefusedException("The client_secret is not a lasting token of the client_id");
    }
}
