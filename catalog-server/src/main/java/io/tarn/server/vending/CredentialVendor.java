package io.tarn.server.vending;

import io.tarn.server.model.TarnException;
import java.time.Duration;

/** A service that gives out credentials for storage. */
public interface CredentialVendor extends AutoCloseable {
    /** Credentials that end by themselves are given for this long at least. */
    Duration SHORTEST = Duration.ofMinutes(15);

    /** What a call may take; the credentials' time begins at some moment of it. */
    Duration LONGEST_CALL = Duration.ofSeconds(10);

    /** Whether the credentials end by themselves and reach no further than their scope. */
    boolean limited();

    /**
     * @param session who they are for, as the storage's own log shall show it; see {@link SessionName}
     * @param lifetime whole seconds from {@link #SHORTEST} on
     * @throws TarnException UNAVAILABLE when the service does not answer; INTERNAL when it does not give these
     */
    Vended vend(TableScope scope, String session, Duration lifetime);

    @Override
    void close();
}
