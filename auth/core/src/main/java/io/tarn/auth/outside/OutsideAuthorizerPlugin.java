package io.tarn.auth.outside;

import io.tarn.auth.Caller;
import io.tarn.auth.Subject;
import java.util.function.Function;

/** Found by {@link java.util.ServiceLoader} among the jars of a plugin's folder. */
public interface OutsideAuthorizerPlugin {
    /**
     * Begins to fetch policies. It returns at once: until the first are there, nothing is decided.
     *
     * @param subjects who callers are, as the catalog knows them
     * @throws IllegalArgumentException when the settings cannot be used
     */
    OutsideAuthorizer open(RangerSettings settings, Function<Caller, Subject> subjects);
}
