package io.tarn.server.ops.principals;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.secrets.KeptSecrets;
import io.tarn.server.store.AccessKeyRows.AccessKey;
import io.tarn.server.store.SecretRows;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Key pairs that clients sign requests with. A signature can only be checked with the secret itself, so that is stored
 * encrypted, while of tokens the hash is enough.
 */
public final class ManageKeys {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String OWNER = "access_key";
    private static final int ID_LENGTH = 20;

    /** More than 256 bits. */
    private static final int SECRET_LENGTH = 44;

    /** A key pair that was just made: the only time that its secret is shown. */
    public record Issued(AccessKey key, String secret) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "Issued[" + key + "]";
        }
    }

    private final Store store;
    private final Guard guard;
    private final KeptSecrets secrets;
    private final LoginMemory logins;
    private final Clock clock;

    public ManageKeys(Store store, Guard guard, KeptSecrets secrets, LoginMemory logins, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.secrets = secrets;
        this.logins = logins;
        this.clock = clock;
    }

    /** @throws TarnException PRINCIPAL_NOT_FOUND */
    public List<AccessKey> list(Caller caller, String label) {
        guard.check(caller, Operation.LIST_KEYS, Securable.server());
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        return store.read(tx -> tx.accessKeys().of(wanted.find(tx).principal().id()));
    }

    /**
     * @throws TarnException PRINCIPAL_NOT_FOUND; INVALID_REQUEST for groups and roles, which do not call; NOT_SUPPORTED
     *     without a master key
     */
    public Issued issue(Caller caller, String label) {
        guard.check(caller, Operation.ISSUE_KEY, Securable.server());
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        if (!wanted.kind().calls()) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "Only users and services have keys; " + wanted + " is neither");
        }
        String secret = random(SECRET_LENGTH);
        return store.write(tx -> {
            Principal principal = wanted.find(tx).principal();
            AccessKey key = new AccessKey(
                    Ids.next(), "TARN" + random(ID_LENGTH), principal.id(), clock.millis(), caller.name(), 0);
            tx.accessKeys().insert(key);
            secrets.put(tx, secretOf(key.id()), secret.getBytes(StandardCharsets.US_ASCII));
            Trail.changed(tx, caller, Operation.ISSUE_KEY, Securable.server(), details(principal, key.id()));
            return new Issued(key, secret);
        });
    }

    static SecretRows.Name secretOf(UUID keyId) {
        return new SecretRows.Name(OWNER, keyId, "secret");
    }

    /** Takes the keys of a principal that goes. */
    static void deleteAll(Transaction tx, UUID principalId) {
        tx.accessKeys().of(principalId).forEach(key -> tx.secrets().deleteAll(OWNER, key.id()));
        tx.accessKeys().deleteAll(principalId);
    }

    /**
     * Holds for the next request on this replica, and within a second on every other.
     *
     * @throws TarnException PRINCIPAL_NOT_FOUND, TOKEN_NOT_FOUND
     */
    public void revoke(Caller caller, String label, UUID keyId) {
        guard.check(caller, Operation.REVOKE_KEY, Securable.server());
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        boolean revoked = store.write(tx -> {
            Principal principal = wanted.find(tx).principal();
            boolean valid = tx.accessKeys().of(principal.id()).stream()
                    .anyMatch(key -> key.id().equals(keyId) && key.revokedAt() == 0);
            boolean known = tx.accessKeys().revoke(principal.id(), keyId, clock.millis());
            if (valid) {
                secrets.remove(tx, secretOf(keyId));
                Trail.changed(tx, caller, Operation.REVOKE_KEY, Securable.server(), details(principal, keyId));
            }
            return known;
        });
        logins.forgetAll();
        if (!revoked) {
            throw TarnException.about(
                    ErrorCode.TOKEN_NOT_FOUND, keyId.toString(), "Principal " + wanted + " has no key " + keyId);
        }
    }

    private static Map<String, String> details(Principal principal, UUID key) {
        return Map.of("principal", principal.label(), "key", key.toString());
    }

    private static String random(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
