package io.tarn.auth;

import java.util.List;

/** Decides whether a principal may do an operation. Never allows because something was missing or unreadable. */
public interface Authorizer {
    /**
     * @param on what the operation touches, one for each requirement of its entry and of the same kind
     */
    Decision authorize(Principal principal, Operation operation, List<Securable> on);
}
