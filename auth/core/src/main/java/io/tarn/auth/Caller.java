package io.tarn.auth;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who a request acts for.
 *
 * @param groups the groups that its credentials say it is a member of, beside those that the catalog knows
 * @param attributes what else its credentials say of it
 * @param through who sent the request in the name of {@code principal}; null when it did so itself
 * @param source the address that the request came from, as the server saw it
 * @param enforcing whether the request proves that its client keeps to policies
 * @param request the id under which the server's log tells of the request; empty when there is none
 * @param client what its client says of itself
 * @param key by which the request is known when it comes again; null for one that has none
 */
public record Caller(
        Principal principal,
        Set<UUID> groups,
        Map<String, String> attributes,
        @Nullable Principal through,
        String source,
        boolean enforcing,
        String request,
        ClientContext client,
        @Nullable IdempotencyKey key) {
    /** What the server does of itself. */
    public static final String INTERNAL = "internal";

    public Caller {
        groups = Set.copyOf(groups);
        attributes = Map.copyOf(attributes);
    }

    public Caller(
            Principal principal,
            Set<UUID> groups,
            Map<String, String> attributes,
            @Nullable Principal through,
            String source,
            boolean enforcing,
            String request) {
        this(principal, groups, attributes, through, source, enforcing, request, ClientContext.UNKNOWN, null);
    }

    public Caller(Principal principal, Set<UUID> groups, @Nullable Principal through, String source) {
        this(principal, groups, Map.of(), through, source, false, "");
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
        return new Caller(principal, groups, attributes, through, source, enforcing, requestId, client, key);
    }

    /** The same caller, through this client. */
    public Caller using(ClientContext context) {
        return new Caller(principal, groups, attributes, through, source, enforcing, request, context, key);
    }

    /** The same caller, with a request that is known by this key. */
    public Caller keyed(IdempotencyKey by) {
        return new Caller(principal, groups, attributes, through, source, enforcing, request, client, by);
    }

    /** The name that objects keep of who made or changed them. */
    public String name() {
        return principal.name();
    }
}
