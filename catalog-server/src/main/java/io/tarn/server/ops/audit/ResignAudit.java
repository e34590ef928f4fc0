package io.tarn.server.ops.audit;

import io.tarn.auth.secrets.MasterKey;
import io.tarn.server.ops.audit.Signatures.Verdict;
import io.tarn.server.ops.secrets.KeyUse;
import io.tarn.server.ops.secrets.MasterKeys;
import io.tarn.server.store.AuditSeals.Anchor;
import io.tarn.server.store.AuditSeals.Chain;
import io.tarn.server.store.AuditSeals.Signature;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.util.List;

/** Signs the audit with another key: only what carries a good signature already, so that nothing forged becomes good. */
public final class ResignAudit implements KeyUse {
    private static final int AT_ONCE = 500;

    private final Store store;
    private final Signatures signatures;

    public ResignAudit(Store store, MasterKeys keys) {
        this.store = store;
        this.signatures = new Signatures(keys);
    }

    @Override
    public long moveTo(MasterKey key) {
        long moved = 0;
        for (Chain chain : store.read(tx -> tx.auditSeals().chains())) {
            String hash = Hashes.base(chain.id(), chain.base());
            if (isToMove(Signatures.BASE, hash, chain.baseSignature(), key)) {
                Signature next = Signatures.sign(key, Signatures.BASE, hash);
                store.write(tx -> {
                    tx.auditSeals().resignBase(chain.id(), chain.baseSignature(), next);
                    return true;
                });
                moved++;
            }
        }
        return moved + moveAnchors(key);
    }

    private long moveAnchors(MasterKey key) {
        long moved = 0;
        long after = 0;
        List<Anchor> part;
        do {
            long from = after;
            part = store.read(tx -> tx.auditSeals().anchorsAfter(from, AT_ONCE));
            List<Anchor> old = part.stream()
                    .filter(anchor -> isToMove(Signatures.ANCHOR, hash(anchor), anchor.signature(), key))
                    .toList();
            store.write(tx -> {
                old.forEach(anchor -> tx.auditSeals()
                        .resignAnchor(
                                anchor.seq(),
                                anchor.signature(),
                                Signatures.sign(key, Signatures.ANCHOR, anchor.hash())));
                return true;
            });
            moved += old.size();
            after = part.isEmpty() ? after : part.get(part.size() - 1).seq();
        } while (part.size() == AT_ONCE);
        return moved;
    }

    private static String hash(Anchor anchor) {
        return Hashes.anchor(anchor.seq(), anchor.madeAt(), anchor.keptFrom(), anchor.heads(), anchor.prev());
    }

    private boolean isToMove(String purpose, String hash, Signature signature, MasterKey key) {
        return !signature.keyId().isEmpty()
                && !signature.keyId().equals(key.id())
                && signatures.verify(purpose, hash, signature) == Verdict.GOOD;
    }

    @Override
    public boolean uses(Transaction tx, String keyId) {
        return tx.auditSeals().signedWith(keyId);
    }
}
