package io.tarn.server.ops.audit;

import io.tarn.server.model.AuditEntry;
import io.tarn.server.store.AuditSeals.Anchor;
import io.tarn.server.store.AuditSeals.Seal;

/** Where entries and anchors go beside the database, in the order in which they were sealed. */
public interface AuditLog {
    void sealed(AuditEntry entry, Seal seal);

    void anchored(Anchor anchor);
}
