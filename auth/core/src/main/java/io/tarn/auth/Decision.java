package io.tarn.auth;

import io.tarn.auth.OperationTable.Requirement;
import org.jspecify.annotations.Nullable;

/**
 * What an authorizer answered, and why.
 *
 * @param reason one sentence that the caller may read
 * @param grant what it rests on, when it rests on a grant; of several, the one that lasts longest
 * @param missing when denied: what the caller would have to hold; null when nothing that can be granted would do
 * @param explicit when denied: whether that was said, and not only nothing to the contrary; then no other authorizer's yes
 *     counts
 */
public record Decision(
        Verdict verdict,
        String reason,
        @Nullable Grant grant,
        @Nullable Requirement missing,
        boolean explicit) {
    public enum Verdict {
        ALLOWED,
        /** The caller may know that the object exists. */
        DENIED,
        /** The caller may not even know whether the object exists. */
        HIDDEN
    }

    public static Decision allow(String reason, @Nullable Grant grant) {
        return new Decision(Verdict.ALLOWED, reason, grant, null, false);
    }

    /** By a rule, whatever is granted. */
    public static Decision deny(String reason) {
        return new Decision(Verdict.DENIED, reason, null, null, true);
    }

    /** For want of something. */
    public static Decision lacking(Verdict verdict, String reason, Requirement missing) {
        return new Decision(verdict, reason, null, missing, false);
    }

    public boolean allowed() {
        return verdict == Verdict.ALLOWED;
    }
}
