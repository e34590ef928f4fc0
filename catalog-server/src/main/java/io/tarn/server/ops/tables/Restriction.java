package io.tarn.server.ops.tables;

import io.tarn.auth.Caller;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Securable;
import io.tarn.server.ops.Guard;

/**
 * Whether rules about rows or columns hold for a caller on a table. Whoever has credentials for a table's files sees all that
 * is in them, so this is asked before any are given out.
 */
@FunctionalInterface
public interface Restriction {
    /** What holds, and who sees to it. */
    enum Extent {
        /** The caller may see everything in the table. */
        UNRESTRICTED,
        /** Rules hold, and the caller's client is known to keep them: it may read files, and write none. */
        KEPT_BY_CLIENT,
        /** Rules hold, and nobody would keep them: no credentials. */
        UNKEPT
    }

    /** @throws RuntimeException when it cannot be known at the moment: then nothing is given out */
    Extent of(Caller caller, Securable table);

    /** The row filters, column masks and columns of the policy. Who may write what it does not see is given that, too. */
    static Restriction ofPolicies(Guard guard) {
        return (caller, table) -> {
            Restrictions hidden = guard.restrictions(caller, table);
            if (hidden.none()) {
                return Extent.UNRESTRICTED;
            }
            if (!hidden.enforced()) {
                return Extent.UNKEPT;
            }
            return hidden.writesUnseen() ? Extent.UNRESTRICTED : Extent.KEPT_BY_CLIENT;
        };
    }
}
