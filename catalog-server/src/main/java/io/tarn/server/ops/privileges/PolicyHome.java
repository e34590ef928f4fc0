package io.tarn.server.ops.privileges;

import io.tarn.auth.outside.Disagreements;
import io.tarn.auth.outside.OutsideAuthorizer;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import org.jspecify.annotations.Nullable;

/**
 * Where the policies are by which requests are decided.
 *
 * @param mode as the configuration names it
 * @param elsewhere who decides besides what is granted here, or instead; null when nobody does
 * @param alone whether nothing that is granted here counts
 * @param asked who is asked at all; null when nobody is
 * @param disagreements where that one would have decided otherwise
 */
public record PolicyHome(
        String mode,
        @Nullable OutsideAuthorizer elsewhere,
        boolean alone,
        @Nullable OutsideAuthorizer asked,
        Disagreements disagreements) {
    public static PolicyHome here() {
        return new PolicyHome("BUILTIN", null, false, null, new Disagreements());
    }

    /** Who decides when nothing that is granted here counts; else null. */
    @Nullable
    OutsideAuthorizer elsewhereAlone() {
        return alone ? elsewhere : null;
    }

    /** For what has to be done by hand where the policies are. */
    TarnException onlyThere(String reason) {
        return TarnException.of(
                ErrorCode.NOT_SUPPORTED,
                reason + (elsewhere == null ? "" : ". Make or change a policy in " + elsewhere.whereToGrant()));
    }

    /**
     * To be asked before a policy is made or something is supposed or explained here.
     *
     * @throws TarnException NOT_SUPPORTED when it would have no effect, naming where to go
     */
    public void checkHere() {
        if (alone && elsewhere != null) {
            throw TarnException.of(
                    ErrorCode.NOT_SUPPORTED,
                    "What is granted here has no effect, for " + elsewhere.whereToGrant()
                            + " decides: make or change a policy there");
        }
    }
}
