package io.tarn.server.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the configuration file, refuses what it does not know with its line, and lays it over the defaults and the
 * environment over both.
 */
public final class ConfigLoader {
    private static final String CATALOGS = "catalogs";

    /** Names of maps whose keys are the user's: one that is set replaces the default as a whole. */
    private static final Set<String> MAPS = Set.of("client-options", "required", "properties");

    /** Lists that are empty while their one entry is the documented one, by the section that they are in. */
    private static final Map<String, List<String>> EMPTY_BY_DEFAULT =
            Map.of("authentication", List.of("oidc", "impersonation"), "feed", List.of("webhooks", "kafka"));

    private static final ObjectMapper FILE = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Values from the environment are texts, whatever the setting's type. */
    private static final ObjectMapper MERGED = YAMLMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(
                    LogicalType.Integer,
                    config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .withCoercionConfig(
                    LogicalType.Boolean,
                    config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .build();

    /**
     * A configuration.
     *
     * @param unusedVariables variables with our prefix that set nothing
     */
    public record Loaded(Config config, List<String> unusedVariables) {}

    private ConfigLoader() {}

    /** @throws ConfigException when the file or a variable cannot be used */
    public static Loaded load(Path file, Map<String, String> environment) {
        String text = read(file);
        check(file, text);
        try {
            ObjectNode tree = defaults();
            JsonNode own = FILE.readTree(text);
            if (own instanceof ObjectNode object) {
                merge(tree, object);
            }
            List<String> unused = Environment.overlay(tree, environment);
            dropUntouched(tree);
            Config config = MERGED.treeToValue(tree, Config.class);
            ConfigChecks.check(config);
            return new Loaded(config, unused);
        } catch (ConfigException e) {
            throw new ConfigException(file + ": " + e.getMessage());
        } catch (JsonProcessingException e) {
            throw new ConfigException("The configuration in " + file + " with the TARN_… variables: " + reason(e));
        }
    }

    private static String read(Path file) {
        try {
            String text = Files.readString(file);
            boolean comments = text.lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"));
            return comments ? "{}" : text;
        } catch (IOException e) {
            throw new ConfigException("The configuration file " + file + " cannot be read; name another with --config");
        }
    }

    private static ObjectNode defaults() throws JsonProcessingException {
        try (InputStream resource = ConfigLoader.class.getResourceAsStream("tarn.yaml")) {
            if (resource == null) {
                throw new IllegalStateException("the defaults are missing from the server's jar");
            }
            return (ObjectNode) FILE.readTree(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(Path file, String text) {
        try {
            FILE.readValue(text, Config.class);
        } catch (UnrecognizedPropertyException e) {
            throw new ConfigException(at(file, keyLocation(text, e)) + "unknown key '" + e.getPropertyName()
                    + "'; known here: " + known(e.getKnownPropertyIds()));
        } catch (JsonProcessingException e) {
            throw new ConfigException(at(file, e.getLocation()) + reason(e));
        }
    }

    private static void dropUntouched(ObjectNode tree) throws JsonProcessingException {
        ObjectNode documented = defaults();
        EMPTY_BY_DEFAULT.forEach((section, lists) -> {
            ObjectNode settings = (ObjectNode) tree.get(section);
            for (String list : lists) {
                if (settings.get(list).equals(documented.get(section).get(list))) {
                    settings.putArray(list);
                }
            }
        });
    }

    /** An object's members replace each other one by one; each block of a list is completed by the default one. */
    private static void merge(ObjectNode base, ObjectNode over) {
        over.properties().forEach(member -> {
            JsonNode below = base.get(member.getKey());
            if (below instanceof ObjectNode left && member.getValue() instanceof ObjectNode right) {
                if (MAPS.contains(member.getKey())) {
                    base.set(member.getKey(), right);
                } else {
                    merge(left, right);
                }
            } else if (below instanceof ArrayNode list
                    && list.get(0) instanceof ObjectNode template
                    && member.getValue() instanceof ArrayNode own) {
                base.set(member.getKey(), completed(member.getKey(), template, own));
            } else if (!member.getValue().isNull()) {
                base.set(member.getKey(), member.getValue());
            }
        });
    }

    private static ArrayNode completed(String key, ObjectNode template, ArrayNode own) {
        ArrayNode completed = own.arrayNode();
        for (JsonNode entry : own) {
            ObjectNode whole = template.deepCopy();
            if (key.equals(CATALOGS)) {
                whole.put("name", "");
            }
            if (!(entry instanceof ObjectNode settings)) {
                throw new ConfigException(key + ": each entry must be a block of keys");
            }
            merge(whole, settings);
            completed.add(whole);
        }
        return completed;
    }

    /** Jackson tells where the value ends, which may be a later line than the key's. */
    private static JsonLocation keyLocation(String text, UnrecognizedPropertyException e) {
        JsonLocation end = e.getLocation();
        List<String> lines = text.lines().toList();
        for (int line = Math.min(end.getLineNr(), lines.size()); line >= 1; line--) {
            if (lines.get(line - 1).contains(e.getPropertyName())) {
                return new JsonLocation(end.contentReference(), -1, line, 1);
            }
        }
        return end;
    }

    private static String known(Collection<Object> keys) {
        return String.join(", ", keys.stream().map(Object::toString).sorted().toList());
    }

    private static String at(Path file, JsonLocation location) {
        return file + (location == null ? ": " : ", line " + location.getLineNr() + ": ");
    }

    /** Jackson's own words name Java types; people know keys. */
    private static String reason(JsonProcessingException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            StringBuilder key = new StringBuilder();
            mapping.getPath().forEach(step -> {
                if (step.getFieldName() == null) {
                    key.append('[').append(step.getIndex()).append(']');
                } else {
                    key.append(key.isEmpty() ? "" : ".").append(step.getFieldName());
                }
            });
            return "the value of '" + key + "' is not of the right type";
        }
        if (e instanceof JsonMappingException) {
            return "the file must be one block of keys";
        }
        return "not valid YAML: " + e.getOriginalMessage().lines().findFirst().orElse("");
    }
}
