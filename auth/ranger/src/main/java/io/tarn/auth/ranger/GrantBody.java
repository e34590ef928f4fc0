package io.tarn.auth.ranger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Principal;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.auth.Securable.Kind;
import io.tarn.auth.Subject;
import io.tarn.auth.outside.OutsideGrant;
import io.tarn.auth.outside.OutsideGrantException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Says a grant as Ranger's call for it takes it ({@code GrantRevokeRequest}): one resource, of which each level is one name. What
 * would become more or less than what was asked for is not said at all.
 */
final class GrantBody {
    /** What Ranger reads as a pattern, as a macro, or as several names. */
    private static final Pattern SPECIAL = Pattern.compile("[*?{},]");

    /** Of these, a grant is several policies in Ranger, one with patterns, or one that the call for taking back cannot name. */
    private static final Set<ResourceType> BEYOND =
            Set.of(ResourceType.CATALOG_ALL, ResourceType.DATABASE_ALL, ResourceType.COLUMN, ResourceType.LOCATION);

    private final ResourceModel model;
    private final String servicePrefix;

    GrantBody(ResourceModel model, String servicePrefix) {
        this.model = model;
        this.servicePrefix = servicePrefix;
    }

    /** @param grantor as Ranger knows it */
    ObjectNode of(OutsideGrant grant, Subject grantor) throws OutsideGrantException {
        String user = RequestFactory.user(grant.caller().principal(), servicePrefix);
        if (user == null) {
            throw unsayable(grant.caller().principal() + " has a name that no user has in Ranger");
        }
        ObjectNode body = Bundle.json().createObjectNode();
        body.put("grantor", user);
        grantor.groups().forEach(body.putArray("grantorGroups")::add);
        ObjectNode resource = body.putObject("resource");
        resource(grant).forEach(resource::put);
        grantee(body, grant.principal());
        body.putArray("accessTypes").add(access(grant));
        // Who is given something may not hand it on by that: GRANT is a privilege of its own.
        body.put("delegateAdmin", false);
        body.put("enableAudit", true);
        body.put("replaceExistingPermissions", false);
        body.put("isRecursive", false);
        body.put("ownerUser", grantor.owns(grant.on()) ? user : "");
        body.put("clientIPAddress", grant.caller().source());
        body.put(
                "requestData",
                (grant.give() ? "GRANT " : "REVOKE ") + grant.privilege() + " ON " + grant.on()
                        + (grant.give() ? " TO " : " FROM ") + grant.principal().label());
        return body;
    }

    private String access(OutsideGrant grant) throws OutsideGrantException {
        ResourceType type = grant.type();
        Privilege privilege = grant.privilege();
        boolean alsoPlaces =
                type == ResourceType.CATALOG && (privilege == Privilege.ALL || privilege == Privilege.USELOCATION);
        Optional<String> access = alsoPlaces ? Optional.empty() : model.granted(privilege, type.on());
        // Where several privileges have one word, each would give the others, too.
        long meant = type.privileges().stream()
                .filter(other -> model.granted(other, type.on()).equals(access))
                .count();
        if (BEYOND.contains(type) || access.isEmpty() || meant > 1) {
            throw unsayable(privilege + " on " + type + " is nothing that one grant can say in Ranger");
        }
        return access.get();
    }

    private Map<String, String> resource(OutsideGrant grant) throws OutsideGrantException {
        Map<String, Object> named =
                model.resource(grant.on()).orElseThrow(() -> unsayable("The service in Ranger knows no " + grant.on()));
        Map<String, String> resource = new TreeMap<>();
        for (Map.Entry<String, Object> level : named.entrySet()) {
            String name = String.valueOf(level.getValue());
            if (SPECIAL.matcher(name).find()) {
                throw unsayable("In Ranger, the " + level.getKey() + " '" + name + "' would be a pattern");
            }
            resource.put(level.getKey(), name);
        }
        if (model.closedByColumns()
                && (grant.on().kind() == Kind.TABLE || grant.on().kind() == Kind.VIEW)) {
            resource.put("column", "*");
        }
        return resource;
    }

    private void grantee(ObjectNode body, Principal principal) throws OutsideGrantException {
        boolean isUser = principal.kind() == Principal.Kind.USER || principal.kind() == Principal.Kind.SERVICE;
        String name = isUser ? RequestFactory.user(principal, servicePrefix) : principal.name();
        boolean everybody = principal.kind() == Principal.Kind.GROUP && "public".equalsIgnoreCase(name);
        if (name == null || everybody || !RequestFactory.isName(name)) {
            throw unsayable(principal.label() + " has a name that is nobody's in Ranger, or everybody's");
        }
        body.putArray("users");
        body.putArray("groups");
        body.putArray("roles");
        String list = isUser ? "users" : principal.kind() == Principal.Kind.GROUP ? "groups" : "roles";
        body.withArrayProperty(list).add(name);
    }

    private static OutsideGrantException unsayable(String why) {
        return new OutsideGrantException(OutsideGrantException.Kind.REFUSED, why);
    }
}
