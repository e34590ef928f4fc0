package io.tarn.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lays environment variables over a complete configuration tree. A key's variable is its path in upper case, with {@code
 * _} for dots and dashes and {@code TARN_} in front; entries of a list are counted from 0,
 * and a list of texts is set as a whole, with commas between them.
 */
final class Environment {
    private static final String PREFIX = "TARN_";

    private Environment() {}

    /** @return variables with our prefix that set nothing: likely misspelt, or somebody else's */
    static List<String> overlay(ObjectNode tree, Map<String, String> variables) {
        Map<String, String> left = new TreeMap<>(variables);
        left.keySet().removeIf(name -> !name.startsWith(PREFIX));
        overlayObject(tree, PREFIX, left);
        return new ArrayList<>(left.keySet());
    }

    private static void overlayObject(ObjectNode object, String prefix, Map<String, String> left) {
        for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
            String variable =
                    prefix + member.getKey().replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT);
            if (member.getValue() instanceof ObjectNode child) {
                overlayObject(child, variable + "_", left);
            } else if (member.getValue() instanceof ArrayNode && left.containsKey(variable)) {
                ArrayNode texts = object.putArray(member.getKey());
                for (String text : left.remove(variable).split(",", -1)) {
                    texts.add(text.strip());
                }
            } else if (member.getValue() instanceof ArrayNode list) {
                overlayList(list, variable + "_", left);
            } else if (left.containsKey(variable)) {
                object.put(member.getKey(), left.remove(variable));
            }
        }
    }

    private static void overlayList(ArrayNode list, String prefix, Map<String, String> left) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof ObjectNode entry) {
                overlayObject(entry, prefix + i + "_", left);
            }
        }
    }
}
