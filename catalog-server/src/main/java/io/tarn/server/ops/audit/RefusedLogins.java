package io.tarn.server.ops.audit;

/** Where it is written down that credentials were wrong, or missing. */
public interface RefusedLogins {
    /**
     * Never waits for the database.
     *
     * @param request under which the server's log tells of the request
     * @param reason repeats nothing that was presented
     */
    void loginRefused(String source, String request, String reason);
}
