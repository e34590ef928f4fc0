package io.tarn.auth.ranger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A policy as Ranger Admin keeps and sends it. */
public final class RangerPolicyJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode json = JSON.createObjectNode();

    private RangerPolicyJson(int type) {
        json.put("isEnabled", true).put("version", 1).put("service", TestRangerAdmin.SERVICE);
        json.put("policyType", type)
                .put("policyPriority", 0)
                .put("isAuditEnabled", true)
                .put("isDenyAllElse", false);
        json.putObject("resources");
    }

    /**
     * About who may do what.
     *
     * @param levels and their patterns by turns, e.g. {@code "catalog", "lake", "database", "*"}
     */
    public static RangerPolicyJson access(String... levels) {
        return new RangerPolicyJson(0).on(levels);
    }

    public static RangerPolicyJson mask(String... levels) {
        return new RangerPolicyJson(1).on(levels);
    }

    public static RangerPolicyJson filter(String... levels) {
        return new RangerPolicyJson(2).on(levels);
    }

    private RangerPolicyJson on(String... levels) {
        for (int i = 0; i < levels.length; i += 2) {
            ObjectNode resource = ((ObjectNode) json.get("resources")).putObject(levels[i]);
            resource.putArray("values").add(levels[i + 1]);
            resource.put("isExcludes", false)
                    .put("isRecursive", levels[i].equals("location") || levels[i].equals("url"));
        }
        return this;
    }

    public RangerPolicyJson excluding(String level) {
        ((ObjectNode) json.get("resources").get(level)).put("isExcludes", true);
        return this;
    }

    /** @param who as {@code user:alice}, {@code group:finance} or {@code role:analyst} */
    public RangerPolicyJson allow(String who, String... accesses) {
        item("policyItems", who, accesses);
        return this;
    }

    /** They may do it, and let others do it. */
    public RangerPolicyJson delegate(String who, String... accesses) {
        item("policyItems", who, accesses).put("delegateAdmin", true);
        return this;
    }

    public RangerPolicyJson deny(String who, String... accesses) {
        item("denyPolicyItems", who, accesses);
        return this;
    }

    public RangerPolicyJson denyExcept(String who, String... accesses) {
        item("denyExceptions", who, accesses);
        return this;
    }

    public RangerPolicyJson showOnly(String who, String filter) {
        item("rowFilterPolicyItems", who, "select").putObject("rowFilterInfo").put("filterExpr", filter);
        return this;
    }

    /** @param value of a CUSTOM mask */
    public RangerPolicyJson maskFor(String who, String type, String value) {
        ObjectNode info = item("dataMaskPolicyItems", who, "select").putObject("dataMaskInfo");
        info.put("dataMaskType", type);
        if (!value.isEmpty()) {
            info.put("valueExpr", value);
        }
        return this;
    }

    /** Of the whole policy. */
    public RangerPolicyJson when(String type, String... values) {
        ArrayNode all = json.withArrayProperty("conditions")
                .addObject()
                .put("type", type)
                .putArray("values");
        List.of(values).forEach(all::add);
        return this;
    }

    /** Of the last item that was allowed. */
    public RangerPolicyJson ifOnly(String type, String... values) {
        ArrayNode items = (ArrayNode) json.get("policyItems");
        ObjectNode last = (ObjectNode) items.get(items.size() - 1);
        ArrayNode all =
                last.putArray("conditions").addObject().put("type", type).putArray("values");
        List.of(values).forEach(all::add);
        return this;
    }

    private ObjectNode item(String items, String who, String... accesses) {
        ObjectNode item = json.withArrayProperty(items).addObject();
        String name = who.substring(who.indexOf(':') + 1);
        item.putArray("users");
        item.putArray("groups");
        item.putArray("roles");
        ((ArrayNode) item.get(who.substring(0, who.indexOf(':')) + "s")).add(name);
        ArrayNode all = item.putArray("accesses");
        for (String access : accesses) {
            all.addObject().put("type", access).put("isAllowed", true);
        }
        item.put("delegateAdmin", false);
        return item;
    }

    ObjectNode json(long id) {
        ObjectNode copy = json.deepCopy();
        return copy.put("id", id)
                .put("guid", "guid-" + id)
                .put("name", "policy " + id)
                .put("createTime", 1_700_000_000_000L);
    }
}
