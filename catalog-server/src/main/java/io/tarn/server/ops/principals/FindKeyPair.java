package io.tarn.server.ops.principals;

import io.tarn.auth.dlf.KeyPairs;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.UndecidedException;
import io.tarn.auth.secrets.UndecipherableException;
import io.tarn.server.ops.secrets.KeptSecrets;
import io.tarn.server.store.AccessKeyRows.Signer;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.store.Transaction;
import java.util.Optional;

/** The key pairs that this server issued, to principals that are enabled. */
public final class FindKeyPair implements KeyPairs {
    private final Store store;
    private final KeptSecrets secrets;
    private final LoginMemory.Part<String, KeyPair> known;

    public FindKeyPair(Store store, KeptSecrets secrets, LoginMemory memory) {
        this.store = store;
        this.secrets = secrets;
        this.known = memory.part("key-pairs");
    }

    @Override
    public Optional<KeyPair> find(String accessKeyId) {
        try {
            return known.get(accessKeyId, key -> store.read(tx -> read(tx, key)));
        } catch (StoreUnavailableException e) {
            throw new UndecidedException("The signature cannot be checked: the catalog database does not answer", e);
        } catch (UndecipherableException e) {
            throw new UndecidedException("The signature cannot be checked: the key's secret cannot be decrypted", e);
        }
    }

    private Optional<KeyPair> read(Transaction tx, String accessKeyId) {
        Optional<Signer> signer = tx.accessKeys().find(accessKeyId).filter(Signer::enabled);
        return signer.flatMap(found -> secrets.get(tx, ManageKeys.secretOf(found.keyId()))
                .map(secret -> new KeyPair(Identity.of(found.principal()), secret, null)));
    }
}
