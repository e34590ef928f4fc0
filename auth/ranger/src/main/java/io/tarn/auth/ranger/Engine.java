package io.tarn.auth.ranger;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.outside.OutsideAuthorizer.Problem;
import io.tarn.auth.outside.RangerSettings;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import java.util.Set;
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

    private final RangerBasePlugin plugin;
    private final Bundle.Versions versions;
    private final List<PolicySanitizer.Text> texts;
    private final List<Problem> problems;
    private final boolean aboutColumns;
    private final boolean denies;

    private Engine(RangerBasePlugin plugin, Bundle.Versions versions, PolicySanitizer sanitized) {
        this.plugin = plugin;
        this.versions = versions;
        this.texts = sanitized.texts();
        this.problems = sanitized.problems();
        this.aboutColumns = sanitized.aboutColumns();
        this.denies = sanitized.denies();
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
            return new Engine(plugin(type, settings.service(), policies, roles, tags), bundle.versions(), sanitized);
        } catch (IOException | RuntimeException e) {
            throw new AdminException("what it sent is nothing that Ranger's engine takes: " + e, e);
        }
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

    RangerAccessResult rowFilter(RangerAccessRequest request) {
        return given(plugin.evalRowFilterPolicies(request, null));
    }

    RangerAccessResult mask(RangerAccessRequest request) {
        return given(plugin.evalDataMaskPolicies(request, null));
    }

    Set<String> roles(String user, Set<String> groups) {
        return plugin.getRolesFromUserAndGroups(user, groups);
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
