package io.tarn.auth.ranger;

import io.tarn.auth.Caller;
import io.tarn.auth.Principal;
import io.tarn.auth.Subject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.ranger.plugin.policyengine.RangerAccessRequest.ResourceMatchingScope;
import org.apache.ranger.plugin.policyengine.RangerAccessRequestImpl;
import org.apache.ranger.plugin.policyengine.RangerAccessResourceImpl;
import org.apache.ranger.plugin.policyengine.RangerPolicyEngine;
import org.jspecify.annotations.Nullable;

/**
 * One caller, as Ranger knows it. Its groups are those that the catalog knows; its roles are Ranger's own, so that nobody gets
 * one by a role of the same name here.
 */
record RequestFactory(String user, Set<String> groups, Set<String> roles, String source) {
    /** Whatever it holds there. */
    static final String ANY = RangerPolicyEngine.ANY_ACCESS;

    /**
     * Ranger puts names of users into patterns of resources, so none may be a pattern itself; what is more than letters,
     * digits and these, no name in Ranger has.
     */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.@+=/, -]{0,254}");

    /** @return null when it has no name there: then it may nothing */
    static @Nullable RequestFactory of(Engine engine, Subject subject, String servicePrefix) {
        Caller caller = subject.caller();
        String user = user(caller.principal(), servicePrefix);
        return user == null
                ? null
                : new RequestFactory(user, subject.groups(), engine.roles(user, subject.groups()), caller.source());
    }

    static @Nullable String user(Principal principal, String servicePrefix) {
        boolean service = principal.kind() == Principal.Kind.SERVICE;
        if (!service && !servicePrefix.isEmpty() && principal.name().startsWith(servicePrefix)) {
            return null;
        }
        String name = service ? servicePrefix + principal.name() : principal.name();
        return isName(name) ? name : null;
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static String word(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** @param owned whether the object counts as the caller's own, for policies that are for owners */
    RangerAccessRequestImpl request(Map<String, Object> resource, boolean owned, String access) {
        RangerAccessResourceImpl on = new RangerAccessResourceImpl(new HashMap<>(resource), owned ? user : "");
        RangerAccessRequestImpl request = new RangerAccessRequestImpl(on, access, user, groups, roles);
        request.setClientIPAddress(source);
        request.setRemoteIPAddress(source);
        return request;
    }

    /** About the object or anything in it. */
    RangerAccessRequestImpl inside(Map<String, Object> resource, boolean owned, String access) {
        RangerAccessRequestImpl request = request(resource, owned, access);
        request.setResourceMatchingScope(ResourceMatchingScope.SELF_OR_DESCENDANTS);
        return request;
    }
}
