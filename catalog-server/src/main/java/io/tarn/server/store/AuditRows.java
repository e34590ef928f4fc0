package io.tarn.server.store;

import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Page;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was changed and refused. Rows are only ever added; those that are too old go together with their seals. */
public interface AuditRows {
    /**
     * Which entries to list; null stands for any.
     *
     * @param path the names of an object; nobody asks for both
     * @param from epoch milliseconds, inclusive; 0: from the beginning
     * @param to epoch milliseconds, exclusive; 0: to the end
     */
    record Filter(
            @Nullable String principal,
            @Nullable UUID object,
            @Nullable String path,
            @Nullable String operation,
            @Nullable String decision,
            long from,
            long to) {
        public static final Filter ALL = new Filter(null, null, null, null, null, 0, 0);
    }

    /** Adds an entry to the change that this transaction is; whoever seals it learns of it after COMMIT. */
    void insert(AuditEntry entry);

    Optional<AuditEntry> find(UUID id);

    /**
     * Newest first.
     *
     * @param before the id of the last one seen; null for the first page
     */
    Page<AuditEntry> list(Filter filter, @Nullable UUID before, int size);
}
