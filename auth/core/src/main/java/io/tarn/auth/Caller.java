package io.tarn.auth;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who a request acts for.
 *
 * @param groups the groups that its credentials say it is a member of, beside those that the catalog knows
 * @param through who sent the request in the name of {@code principal}; null when it did so itself
 * @param source the address that the request came from, as the server saw it
 * @param request the id under which the server's log tells of the request; empty when there is none
 */
public record Caller(
        Principal principal, Set<UUID> groups, @Nullable Principal through, String source, String request) {
    /** What the server does of itself. */
    public static final String INTERNAL = "internal";

    public Caller {
        groups = Set.copyOf(groups);
    }

    public Caller(Principal principal, Set<UUID> groups, @Nullable Principal through, String source) {
        this(principal, groups, through, source, "");
    }

    public static Caller of(Principal principal) {
        return new Caller(principal, Set.of(), null, INTERNAL);
    }

    /** For log lines: the principal, and through whom it came. */
    public String label() {
        return through == null ? principal.label() : principal.label() + " through " + through.label();
    }

    /** The same caller, in this request. */
    public Caller in(String requestId) {
        return new Caller(principal, groups, through, source, requestId);
    }

    /** The name that objects keep of who made or changed them. */
    public String name() {
        return principal.name();
    }
}
