package io.tarn.auth.dlf;

import io.tarn.auth.login.Identity;
import io.tarn.auth.login.UndecidedException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The access keys that requests may be signed with. */
public interface KeyPairs {
    /** @throws UndecidedException when it cannot be told now */
    Optional<KeyPair> find(String accessKeyId);

    /** One access key: whose it is, and its secrets. */
    final class KeyPair {
        private final Identity identity;
        private final byte[] secret;
        private final @Nullable String securityToken;

        /**
         * @param secret the bytes of the secret's text
         * @param securityToken what has to be sent along with a temporary key; null for a lasting one
         */
        public KeyPair(Identity identity, byte[] secret, @Nullable String securityToken) {
            if (secret.length == 0) {
                throw new IllegalArgumentException("an access key without a secret would let everybody sign");
            }
            this.identity = identity;
            this.secret = secret.clone();
            this.securityToken = securityToken;
        }

        public Identity identity() {
            return identity;
        }

        public byte[] secret() {
            return secret.clone();
        }

        @Nullable
        String securityToken() {
            return securityToken;
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return "KeyPair[" + identity.name() + "]";
        }
    }
}
