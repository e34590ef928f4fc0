package io.tarn.auth.login;

import java.util.Optional;

/** Recognises one kind of credentials, and checks it. */
public interface Authenticator {
    /**
     * @return empty when the credentials are of another kind, so that the next authenticator is asked
     * @throws RefusedException when they are of this kind, and wrong
     * @throws UndecidedException when that cannot be told now
     */
    Optional<Identity> authenticate(Credentials credentials);

    /** What it accepts, in the words of a sentence: "a bearer token". */
    String accepts();
}
