package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Json;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.ops.audit.AuditLog;
import io.tarn.server.store.AuditSeals.Anchor;
import io.tarn.server.store.AuditSeals.Seal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each entry and each anchor, to the logger {@code audit}: kept somewhere else, they also prove what
 * somebody who has database and key might change.
 */
public final class JsonAuditLog implements AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger("audit");

    @Override
    public void sealed(AuditEntry entry, Seal seal) {
        if (LOG.isInfoEnabled()) {
            ObjectNode json = AuditJson.json(entry);
            json.put("chain", seal.chain().toString());
            json.put("seq", seal.seq());
            json.put("hash", seal.hash());
            if (!seal.sealedBy().equals(seal.chain())) {
                json.put("sealedBy", seal.sealedBy().toString());
            }
            LOG.info("{}", Json.text(json));
        }
    }

    @Override
    public void anchored(Anchor anchor) {
        if (LOG.isInfoEnabled()) {
            ObjectNode json = Json.object();
            json.put("anchor", anchor.seq());
            json.put("at", anchor.madeAt());
            json.set("heads", Json.array(anchor.heads().lines().toList()));
            json.put("hash", anchor.hash());
            json.put("key", anchor.signature().keyId());
            json.put("mac", anchor.signature().mac());
            LOG.info("{}", Json.text(json));
        }
    }
}
