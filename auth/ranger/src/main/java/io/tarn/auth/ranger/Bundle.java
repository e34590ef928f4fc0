package io.tarn.auth.ranger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * All that is decided by, as Ranger Admin sent it: policies, and the roles and tags that they are about. It is complete or it
 * is not made, for policies without their roles are other policies.
 */
final class Bundle {
    /** @param service the id that Ranger gave the service; one of the same name that is made later has another */
    record Versions(long service, long policies, long roles, long tags) {
        static final Versions NONE = new Versions(-1, -1, -1, -1);
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final byte[] policies;
    private final byte[] roles;
    private final byte @Nullable [] tags;
    private final Versions versions;

    private Bundle(byte[] policies, byte[] roles, byte @Nullable [] tags, Versions versions) {
        this.policies = policies;
        this.roles = roles;
        this.tags = tags;
        this.versions = versions;
    }

    /** @throws AdminException when one of them is not what it should be, or is of another service */
    static Bundle of(String service, byte[] policies, byte[] roles, byte @Nullable [] tags) throws AdminException {
        JsonNode root = object("policies", service, policies);
        if (!root.path("policies").isArray() || !root.path("serviceDef").isObject()) {
            throw broken("policies without a list of policies or without their service definition");
        }
        if (!root.path("policyDeltas").isEmpty()) {
            throw broken("changes instead of policies");
        }
        JsonNode roleRoot = object("roles", service, roles);
        if (!roleRoot.path("rangerRoles").isArray()
                && !roleRoot.path("rangerRoles").isMissingNode()) {
            throw broken("roles that are no list");
        }
        long tagVersion = -1;
        if (tags != null) {
            JsonNode tagRoot = object("tags", service, tags);
            if (tagRoot.path("isDelta").asBoolean()) {
                throw broken("changes instead of tags");
            }
            tagVersion = number(tagRoot, "tagVersion");
        }
        return new Bundle(
                policies,
                roles,
                tags,
                new Versions(
                        root.path("serviceId").asLong(-1),
                        number(root, "policyVersion"),
                        number(roleRoot, "roleVersion"),
                        tagVersion));
    }

    /** Whether some policy is about tags, so that tags must be known. */
    static boolean needsTags(byte[] policies) throws AdminException {
        return !tree("policies", policies).path("tagPolicies").path("policies").isEmpty();
    }

    byte[] policies() {
        return policies;
    }

    byte[] roles() {
        return roles;
    }

    /** Null when no policy is about tags. */
    byte @Nullable [] tags() {
        return tags;
    }

    Versions versions() {
        return versions;
    }

    /** A copy of its own for whoever asks. */
    ObjectNode policyTree() throws AdminException {
        return (ObjectNode) tree("policies", policies);
    }

    static ObjectMapper json() {
        return JSON;
    }

    private static JsonNode object(String what, String service, byte[] text) throws AdminException {
        JsonNode root = tree(what, text);
        if (!root.path("serviceName").asText().equals(service)) {
            throw broken(what + " of another service than '" + service + "'");
        }
        return root;
    }

    private static JsonNode tree(String what, byte[] text) throws AdminException {
        try {
            JsonNode root = JSON.readTree(text);
            if (root instanceof ObjectNode) {
                return root;
            }
        } catch (IOException e) {
            throw new AdminException("it sent " + what + " that are no JSON, or not all of it", e);
        }
        throw broken(what + " that are no object");
    }

    private static long number(JsonNode root, String field) throws AdminException {
        JsonNode value = root.path(field);
        if (!value.isIntegralNumber()) {
            throw broken("something without a " + field);
        }
        return value.asLong();
    }

    private static AdminException broken(String what) {
        return new AdminException(AdminException.Kind.FAILED, "it sent " + what);
    }
}
