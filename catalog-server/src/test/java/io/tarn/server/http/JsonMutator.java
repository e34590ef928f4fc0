package io.tarn.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Breaks a JSON text in one place, in one of the ways in which clients and attackers do. */
final class JsonMutator {
    /** JSON texts that stand where another one was expected. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "7",
            "1.5",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "1e999999999",
            "1e-999999999",
            "9".repeat(1_100),
            "NaN",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"\":null}",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"7\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00x\"",
            "\"\\uFEFF\"",
            "\"\\u202e\"",
            "\"\\r\\nx\"",
            "\"..\"",
            "\"../../etc/passwd\"",
            "\"a/b\"",
            "\"a\\\\b\"",
            "\"%2e%2e%2f\"",
            "\"%\"",
            "\"_\"",
            "\"t$branch_b\"",
            "\"t$snapshots\"",
            "\"main\"",
            "\"sys\"",
            "\"' or '1'='1\"",
            "\"file:/etc\"",
            "\"s3://bucket/x\"",
            "\"EXPLODE\"",
            "\"😀\"",
            "\"" + "x".repeat(300) + "\"",
            "\"" + "y".repeat(70_000) + "\"",
            "\"" + "\\u0001".repeat(20_000) + "\"",
            "[".repeat(150) + "]".repeat(150),
            "{\"a\":".repeat(150) + "1" + "}".repeat(150),
            "[" + "{},".repeat(2_000) + "{}]",
            "tru",
            "'x'",
            "/* x */1");

    private final RandomGenerator random;

    JsonMutator(RandomGenerator random) {
        this.random = random;
    }

    /** @param valid an object's JSON */
    String mutate(String valid) {
        try {
            JsonNode root = Api.JSON.readTree(valid);
            List<Place> places = new ArrayList<>();
            collect(root, places);
            if (places.isEmpty() || random.nextInt(12) == 0) {
                return VALUES.get(random.nextInt(VALUES.size()));
            }
            return places.get(random.nextInt(places.size())).mutate(root);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private void collect(JsonNode json, List<Place> places) {
        if (json instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> places.add(new Member(object, name)));
        } else if (json instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                places.add(new Element(array, i));
            }
        }
        json.forEach(child -> collect(child, places));
    }

    private interface Place {
        String mutate(JsonNode root);
    }

    private final class Member implements Place {
        private final ObjectNode object;
        private final String name;

        Member(ObjectNode object, String name) {
            this.object = object;
            this.name = name;
        }

        @Override
        public String mutate(JsonNode root) {
            JsonNode before = object.get(name);
            switch (random.nextInt(8)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name.toUpperCase(Locale.ROOT), object.remove(name));
                case 2 -> object.set(name, Api.JSON.createArrayNode().add(before));
                case 3 -> object.set(name, Api.JSON.createObjectNode().set("x", before));
                case 4 -> {
                    return twice(root, before);
                }
                default -> {
                    return replaced(root, () -> object.put(name, MARK));
                }
            }
            return root.toString();
        }

        private String twice(JsonNode root, JsonNode before) {
            object.put(name, MARK);
            return root.toString().replace("\"" + MARK + "\"", before + "," + quoted(name) + ":" + before);
        }
    }

    private final class Element implements Place {
        private final ArrayNode array;
        private final int index;

        Element(ArrayNode array, int index) {
            this.array = array;
            this.index = index;
        }

        @Override
        public String mutate(JsonNode root) {
            switch (random.nextInt(5)) {
                case 0 -> array.remove(index);
                case 1 -> array.add(array.get(index));
                default -> {
                    return replaced(root, () -> array.set(index, MARK));
                }
            }
            return root.toString();
        }
    }

    private static final String MARK = "-the-mark-";

    /** Puts a text in place that need not be JSON. */
    private String replaced(JsonNode root, Runnable mark) {
        mark.run();
        return root.toString().replace("\"" + MARK + "\"", VALUES.get(random.nextInt(VALUES.size())));
    }

    private static String quoted(String text) {
        return Api.JSON.getNodeFactory().textNode(text).toString();
    }
}
