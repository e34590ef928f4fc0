package io.tarn.auth.ranger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.outside.OutsideAuthorizer.Problem;
import io.tarn.auth.outside.RangerSettings.Model;
import io.tarn.auth.policy.PolicyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes policies safe before Ranger's engine sees them. The engine takes a condition that it cannot evaluate, or does not
 * know, as fulfilled, looks for a script engine that runs whatever a policy says, and pastes what users call themselves into
 * filters. After this, no policy names a class that was not chosen here, and no text of a filter or mask goes through the
 * engine at all: it hands on their numbers.
 */
final class PolicySanitizer {
    /** Written in plain Java, and of nothing but the request. */
    private static final Set<String> EVALUATORS = Set.of(
            "org.apache.ranger.plugin.conditionevaluator.RangerIpMatcher",
            "org.apache.ranger.plugin.conditionevaluator.RangerTimeOfDayMatcher");

    private static final String MATCHERS = "org.apache.ranger.plugin.resourcematcher.";
    private static final String TAG_ENRICHER = "org.apache.ranger.plugin.contextenricher.RangerTagEnricher";

    private static final List<String> ITEMS = List.of(
            "policyItems",
            "denyPolicyItems",
            "allowExceptions",
            "denyExceptions",
            "dataMaskPolicyItems",
            "rowFilterPolicyItems");

    /** A policy about everything on one of these is not one about what these lie in. */
    private static final Set<String> EXACT_LEVELS = Set.of("database", "table", "view", "function");

    /**
     * A text of a policy.
     *
     * @param type of a mask, as Ranger names it; empty for a row filter
     * @param problem why it cannot be kept; empty when it can
     */
    record Text(long policy, String type, String expression, String problem) {}

    private final Model model;
    private final ObjectNode root;
    private final List<Text> texts = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean aboutColumns;
    private boolean denies;
    private boolean conditional;

    /** @param root is changed */
    PolicySanitizer(Model model, ObjectNode root) {
        this.model = model;
        this.root = root;
    }

    /** @throws AdminException when they cannot be made safe */
    PolicySanitizer run() throws AdminException {
        Consumer<ObjectNode> own = policy -> policy(policy, conditions(root.path("serviceDef")));
        definition(root.path("serviceDef"), false);
        each(root.path("policies"), own);
        root.path("securityZones").forEach(zone -> each(zone.path("policies"), own));
        JsonNode tags = root.path("tagPolicies");
        definition(tags.path("serviceDef"), true);
        Map<String, String> tagConditions = conditions(tags.path("serviceDef"));
        each(tags.path("policies"), policy -> {
            aboutColumns = true;
            policy(policy, tagConditions);
        });
        return this;
    }

    /** By the numbers that the engine hands on. */
    List<Text> texts() {
        return List.copyOf(texts);
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Whether what may be read, or how, can differ between the columns of a table. */
    boolean aboutColumns() {
        return aboutColumns;
    }

    /** Whether anything is denied to anybody, other than by not being allowed. */
    boolean denies() {
        return denies;
    }

    /** Whether the same question can have another answer at another time or from another address. */
    boolean conditional() {
        return conditional;
    }

    private static void each(JsonNode policies, Consumer<ObjectNode> work) {
        for (JsonNode policy : policies) {
            if (policy instanceof ObjectNode object) {
                work.accept(object);
            }
        }
    }

    private static void definition(JsonNode given, boolean tags) throws AdminException {
        if (!(given instanceof ObjectNode definition)) {
            return;
        }
        for (JsonNode resource : definition.path("resources")) {
            if (!resource.path("matcher").asText(MATCHERS).startsWith(MATCHERS)) {
                throw new AdminException(
                        AdminException.Kind.FAILED,
                        "it sent a service definition with a matcher that is not Ranger's own: "
                                + resource.path("matcher").asText());
            }
        }
        for (JsonNode condition : definition.path("policyConditions")) {
            if (condition instanceof ObjectNode object
                    && !EVALUATORS.contains(object.path("evaluator").asText())) {
                object.put("evaluator", UnsupportedCondition.class.getName());
            }
        }
        ArrayNode enrichers = definition.putArray("contextEnrichers");
        if (tags) {
            ObjectNode enricher = enrichers.addObject();
            enricher.put("itemId", 1).put("name", "TagEnricher").put("enricher", TAG_ENRICHER);
            // With a retriever it would start a thread and a timer for each engine, which live for ever.
            enricher.putObject("enricherOptions");
        }
        // Else the engine adds a condition of its own, which is a script.
        ObjectNode options =
                definition.path("options") instanceof ObjectNode there ? there : definition.putObject("options");
        options.put("enableImplicitConditionExpression", "false");
    }

    /** The evaluators by the names of conditions. */
    private static Map<String, String> conditions(JsonNode definition) {
        Map<String, String> known = new HashMap<>();
        for (JsonNode condition : definition.path("policyConditions")) {
            known.put(
                    condition.path("name").asText(), condition.path("evaluator").asText());
        }
        return known;
    }

    private void policy(ObjectNode policy, Map<String, String> known) {
        boolean enabled = policy.path("isEnabled").asBoolean(true);
        conditional |= !policy.path("validitySchedules").isEmpty();
        Set<String> reasons = new HashSet<>();
        if (macrosInResources(policy)) {
            reasons.add("what it is about is computed from the user");
        }
        conditions(policy, policy, known, reasons);
        for (String items : ITEMS) {
            for (JsonNode item : policy.path(items)) {
                conditions(policy, item, known, reasons);
                texts(policy, item, enabled);
            }
        }
        denies |= !policy.path("denyPolicyItems").isEmpty()
                || policy.path("isDenyAllElse").asBoolean()
                || !policy.path("allowExceptions").isEmpty();
        exactLevels(policy.path("resources"));
        policy.path("additionalResources").forEach(this::exactLevels);
        columns(policy);
        if (enabled) {
            reasons.forEach(reason ->
                    problems.add(new Problem(label(policy), reason, "whatever it touches is refused, naming it")));
        }
    }

    /** What could be about anything is about everything, and can only be refused. */
    private boolean macrosInResources(ObjectNode policy) {
        boolean found = false;
        List<JsonNode> all = new ArrayList<>(List.of(policy.path("resources")));
        policy.path("additionalResources").forEach(all::add);
        for (JsonNode resources : all) {
            for (JsonNode resource : resources) {
                ArrayNode values = resource.path("values") instanceof ArrayNode array ? array : null;
                for (int i = 0; values != null && i < values.size(); i++) {
                    if (values.get(i).asText().contains("${{")) {
                        values.set(i, "*");
                        ((ObjectNode) resource).put("isExcludes", false);
                        found = true;
                    }
                }
            }
        }
        if (found) {
            ArrayNode conditions =
                    policy.path("conditions") instanceof ArrayNode array ? array : policy.putArray("conditions");
            conditions.addObject().put("type", "computed-resource").putArray("values");
        }
        return found;
    }

    /** Those of a policy or of one of its items. */
    private void conditions(ObjectNode policy, JsonNode owner, Map<String, String> known, Set<String> reasons) {
        conditional |= !owner.path("conditions").isEmpty();
        for (JsonNode condition : owner.path("conditions")) {
            String type = condition.path("type").asText();
            String evaluator = known.get(type);
            if (evaluator != null && EVALUATORS.contains(evaluator)) {
                continue;
            }
            reasons.add("the condition '" + type + "' is not evaluated here");
            if (evaluator == null) {
                define(type);
            }
            if (condition instanceof ObjectNode object) {
                object.putArray("values").add(label(policy));
            }
        }
    }

    /** The engine leaves a condition out that its definition does not name. */
    private void define(String type) {
        for (JsonNode definition :
                List.of(root.path("serviceDef"), root.path("tagPolicies").path("serviceDef"))) {
            if (definition instanceof ObjectNode object
                    && !conditions(definition).containsKey(type)) {
                ArrayNode conditions = object.path("policyConditions") instanceof ArrayNode array
                        ? array
                        : object.putArray("policyConditions");
                conditions
                        .addObject()
                        .put("itemId", 10_000 + conditions.size())
                        .put("name", type)
                        .put("evaluator", UnsupportedCondition.class.getName());
            }
        }
    }

    private void texts(ObjectNode policy, JsonNode item, boolean enabled) {
        if (item.path("rowFilterInfo") instanceof ObjectNode filter) {
            String expression = filter.path("filterExpr").asText("");
            if (!expression.isBlank()) {
                filter.put("filterExpr", number(policy, "", expression, enabled));
            }
        }
        if (item.path("dataMaskInfo") instanceof ObjectNode mask) {
            aboutColumns = true;
            String type = mask.path("dataMaskType").asText("");
            String value = mask.path("valueExpr").asText("");
            String condition = mask.path("conditionExpr").asText("");
            mask.put("valueExpr", number(policy, type, condition.isBlank() ? value : "?" + condition, enabled));
            mask.remove("conditionExpr");
        }
    }

    private String number(ObjectNode policy, String type, String expression, boolean enabled) {
        String problem = "";
        try {
            if (type.isEmpty()) {
                RuleText.filter(expression);
            } else {
                RuleText.mask(type.substring(type.indexOf(':') + 1), expression, "c");
            }
        } catch (PolicyException e) {
            problem = String.valueOf(e.getMessage());
            if (enabled) {
                problems.add(new Problem(
                        label(policy),
                        (type.isEmpty() ? "its row filter is not understood: " : "its mask is not understood: ")
                                + problem,
                        "queries of those that it is for are refused, naming it"));
            }
        }
        texts.add(new Text(policy.path("id").asLong(-1), type, expression, problem));
        return Integer.toString(texts.size() - 1);
    }

    /**
     * Ranger takes a policy about all tables of a database for one about the database, too: who may drop all tables could drop
     * the database. Here it is about what it names, and a pattern that every name fits is no such word to the engine.
     */
    private void exactLevels(JsonNode resources) {
        if (model != Model.TARN) {
            return;
        }
        for (String level : EXACT_LEVELS) {
            JsonNode resource = resources.path(level);
            if (!(resource.path("values") instanceof ArrayNode values)
                    || resource.path("isExcludes").asBoolean()) {
                continue;
            }
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i).asText().matches("\\*+")) {
                    values.set(i, "?*");
                }
            }
        }
    }

    private void columns(ObjectNode policy) {
        List<JsonNode> all = new ArrayList<>(List.of(policy.path("resources")));
        policy.path("additionalResources").forEach(all::add);
        for (JsonNode resources : all) {
            JsonNode column = resources.path("column");
            boolean whole = column.path("values").size() == 1
                    && column.path("values").get(0).asText().equals("*")
                    && !column.path("isExcludes").asBoolean();
            aboutColumns |= !column.isMissingNode() && !whole;
        }
    }

    private static String label(JsonNode policy) {
        return policy.path("id").asText("?") + " (" + policy.path("name").asText("without a name") + ")";
    }
}
