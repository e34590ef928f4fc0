package io.tarn.server.ops.audit;

import io.tarn.auth.secrets.MasterKey;
import io.tarn.server.ops.secrets.MasterKeys;
import io.tarn.server.store.AuditSeals.Signature;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/** Signs with a key that is derived from the master key, so that the database alone is not enough to sign. */
final class Signatures {
    static final String ANCHOR = "audit-anchor";
    static final String BASE = "audit-base";

    /** What a signature turned out to be. */
    enum Verdict {
        GOOD,
        FORGED,
        /** This server does not have the key. */
        UNKNOWN_KEY
    }

    private final MasterKeys keys;

    Signatures(MasterKeys keys) {
        this.keys = keys;
    }

    static Signature sign(MasterKey key, String purpose, String hash) {
        return new Signature(
                key.id(),
                HexFormat.of().formatHex(key.sign(purpose, HexFormat.of().parseHex(hash))));
    }

    Verdict verify(String purpose, String hash, Signature signature) {
        if (signature.keyId().isEmpty()) {
            return Verdict.FORGED;
        }
        Optional<MasterKey> key = keys.ring().find(signature.keyId());
        if (key.isEmpty()) {
            return Verdict.UNKNOWN_KEY;
        }
        byte[] right = key.get().sign(purpose, HexFormat.of().parseHex(hash));
        return MessageDigest.isEqual(right, HexFormat.of().parseHex(signature.mac())) ? Verdict.GOOD : Verdict.FORGED;
    }
}
