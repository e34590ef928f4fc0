package io.tarn.auth.ranger;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.outside.OutsideAuthorizer.Problem;
import io.tarn.auth.outside.RangerSettings;
import io.tarn.auth.ranger.Judgement.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.ranger.audit.provider.AuditProviderFactory;
import org.apache.ranger.authorization.hadoop.config.RangerPluginConfig;
import org.apache.ranger.plugin.policyengine.RangerAccessRequest;
import org.apache.ranger.plugin.policyengine.RangerAccessResult;
import org.apache.ranger.plugin.service.RangerBasePlugin;
import org.apache.ranger.plugin.util.RangerRoles;
import org.apache.ranger.plugin.util.ServicePolicies;
import org.apache.ranger.plugin.util.ServiceTags;
import org.jspecify.annotations.Nullable;

/**
 * Ranger's engine on one bundle, which never changes: whoever decides several things decides them by the same policies, and
 * other policies make another engine. It fetches nothing, writes no file, and has no threads.
 */
final class Engine {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private record Member(String user, Set<String> groups) {}

    private static final List<String> IN_DATABASES = List.of("table", "view", "function", "column");

    /** Enough for many users, and little beside the policies. */
    private static final int REMEMBERED = 20_000;

    /** All that an answer depends on while the policies are these and neither they nor tags have conditions or times. */
    record Question(
            String user,
            Set<String> groups,
            Set<String> roles,
            Map<String, Object> resource,
            boolean owned,
            String access,
            boolean inside) {}

    private final RangerBasePlugin plugin;

    /** The policies that are about nothing in databases. To one about a database, the engine looks at all that are in it. */
    private final RangerBasePlugin above;

    private final Bundle.Versions versions;
    private final List<PolicySanitizer.Text> texts;
    private final List<Problem> problems;
    private final boolean aboutColumns;
    private final boolean denies;
    private final boolean conditional;

    private final Map<Member, Set<String>> roles = new ConcurrentHashMap<>();

    /**
     * A table is committed to by the same job again and again; and to a question about a database or catalog, the engine looks
     * at every policy about anything in it.
     */
    private final Map<Question, Answer> remembered = new ConcurrentHashMap<>();

    private Engine(
            RangerBasePlugin plugin,
            RangerBasePlugin above,
            Bundle.Versions versions,
            PolicySanitizer sanitized,
            boolean tagsExpire) {
        this.plugin = plugin;
        this.above = above;
        this.versions = versions;
        this.texts = sanitized.texts();
        this.problems = sanitized.problems();
        this.aboutColumns = sanitized.aboutColumns();
        this.denies = sanitized.denies();
        this.conditional = sanitized.conditional() || tagsExpire;
    }

    /** @throws AdminException when the bundle is nothing that can be decided by */
    static Engine of(RangerSettings settings, Bundle bundle) throws AdminException {
        ObjectNode tree = bundle.policyTree();
        String type = tree.path("serviceDef").path("name").asText("");
        PolicySanitizer sanitized = new PolicySanitizer(settings.model(), tree).run();
        try {
            ServicePolicies policies = JSON.treeToValue(tree, ServicePolicies.class);
            RangerRoles roles = JSON.readValue(bundle.roles(), RangerRoles.class);
            byte[] tagText = bundle.tags();
            ServiceTags tags = tagText == null ? null : JSON.readValue(tagText, ServiceTags.class);
            RangerBasePlugin whole = plugin(type, settings.service(), policies, roles, tags);
            RangerBasePlugin above = settings.model() == RangerSettings.Model.TARN
                    ? plugin(
                            type, settings.service(), JSON.treeToValue(above(tree), ServicePolicies.class), roles, tags)
                    : whole;
            return new Engine(whole, above, bundle.versions(), sanitized, tags != null && expire(tags));
        } catch (IOException | RuntimeException e) {
            throw new AdminException("what it sent is nothing that Ranger's engine takes: " + e, e);
        }
    }

    private static boolean expire(ServiceTags tags) {
        return tags.getTags() != null
                && tags.getTags().values().stream()
                        .anyMatch(tag -> tag.getValidityPeriods() != null
                                && !tag.getValidityPeriods().isEmpty());
    }

    /** @param tree made safe, so that no policy about what is in databases is one about databases, too */
    private static ObjectNode above(ObjectNode tree) {
        ObjectNode fewer = tree.objectNode();
        fewer.setAll(tree);
        ArrayNode policies = fewer.putArray("policies");
        for (JsonNode policy : tree.path("policies")) {
            boolean inside = policy.path("additionalResources").isEmpty()
                    && IN_DATABASES.stream().anyMatch(policy.path("resources")::has);
            if (!inside) {
                policies.add(policy);
            }
        }
        return fewer;
    }

    private static RangerBasePlugin plugin(
            String type, String service, ServicePolicies policies, RangerRoles roles, @Nullable ServiceTags tags) {
        String prefix = "ranger.plugin." + type;
        Properties properties = new Properties();
        properties.setProperty(prefix + ".policy.source.impl", NoAdmin.class.getName());
        properties.setProperty(prefix + ".enable.implicit.gdsinfo.enricher", "false");
        properties.setProperty(prefix + ".enable.implicit.userstore.enricher", "false");
        for (String option : List.of("policy.refresher", "userstore.retriever", "gdsinfo.retriever")) {
            properties.setProperty(prefix + ".policyengine.option.disable." + option, "true");
        }
        // Else it starts threads, and writes all properties to the log.
        Properties noAudit = new Properties();
        noAudit.setProperty("xasecure.audit.is.enabled", "false");
        AuditProviderFactory audits = AuditProviderFactory.getInstance();
        if (!audits.isInitDone()) {
            audits.init(noAudit, "tarn");
        }
        properties.putAll(noAudit);
        RangerPluginConfig config = new RangerPluginConfig(type, service, "tarn", properties);
        RangerBasePlugin plugin = new RangerBasePlugin(config);
        plugin.init();
        plugin.setRoles(roles);
        plugin.setPolicies(policies);
        if (tags != null) {
            if (plugin.getTagEnricher() == null) {
                throw new IllegalStateException("it has no place for tags");
            }
            plugin.getTagEnricher().setServiceTags(tags);
        }
        if (plugin.getPoliciesVersion() < 0) {
            throw new IllegalStateException("it did not take the policies");
        }
        return plugin;
    }

    /**
     * @throws UnsupportedCondition.ReachedException when a policy that it touches cannot be kept
     * @throws IllegalStateException when there is no answer
     */
    RangerAccessResult access(RangerAccessRequest request) {
        return given(plugin.isAccessAllowed(request, null));
    }

    /** As {@link #access}, of a database or catalog itself. */
    RangerAccessResult accessAbove(RangerAccessRequest request) {
        return given(above.isAccessAllowed(request, null));
    }

    RangerAccessResult rowFilter(RangerAccessRequest request) {
        return given(plugin.evalRowFilterPolicies(request, null));
    }

    RangerAccessResult mask(RangerAccessRequest request) {
        return given(plugin.evalDataMaskPolicies(request, null));
    }

    Set<String> roles(String user, Set<String> groups) {
        if (roles.size() >= REMEMBERED) {
            roles.clear();
        }
        return roles.computeIfAbsent(
                new Member(user, groups),
                member -> Set.copyOf(plugin.getRolesFromUserAndGroups(member.user(), member.groups())));
    }

    PolicySanitizer.Text text(@Nullable String number) {
        return texts.get(Integer.parseInt(number == null ? "" : number));
    }

    Bundle.Versions versions() {
        return versions;
    }

    List<Problem> problems() {
        return problems;
    }

    boolean aboutColumns() {
        return aboutColumns;
    }

    /** The same answer again, when it cannot have changed. */
    Answer remembered(Question question, Supplier<Answer> ask) {
        if (conditional) {
            return ask.get();
        }
        Answer known = remembered.get(question);
        if (known != null) {
            return known;
        }
        if (remembered.size() >= REMEMBERED) {
            remembered.clear();
        }
        Answer answer = ask.get();
        remembered.put(question, answer);
        return answer;
    }

    boolean denies() {
        return denies;
    }

    private static RangerAccessResult given(@Nullable RangerAccessResult result) {
        if (result == null) {
            throw new IllegalStateException("Ranger's engine gave no answer");
        }
        return result;
    }
}
