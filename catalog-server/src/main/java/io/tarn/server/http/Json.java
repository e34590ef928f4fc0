package io.tarn.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TarnException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** JSON in and out of every HTTP surface, with one set of limits. */
public final class Json {
    public static final String CONTENT_TYPE = "application/json; charset=utf-8";

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Limits.JSON_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            // A snapshot goes into storage as it came: no number may lose digits on the way.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false)
            .build();

    private Json() {}

    /** @throws TarnException INVALID_REQUEST, naming line and column */
    public static JsonNode parse(byte[] body) {
        try {
            JsonNode parsed = MAPPER.readTree(body);
            if (parsed == null || parsed.isMissingNode()) {
                throw TarnException.of(ErrorCode.INVALID_REQUEST, "The body is empty; a JSON object is expected");
            }
            checkTexts(parsed);
            return parsed;
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw TarnException.causedBy(ErrorCode.INVALID_REQUEST, "The body is not valid JSON" + place, e);
        } catch (IOException e) {
            throw TarnException.causedBy(ErrorCode.INVALID_REQUEST, "The body is not valid JSON", e);
        }
    }

    /** Half a surrogate pair is legal in JSON, and neither storage nor a database can keep it. */
    private static void checkTexts(JsonNode json) {
        if (json.isTextual()) {
            checkText(json.textValue());
        }
        json.properties().forEach(member -> checkText(member.getKey()));
        json.forEach(Json::checkTexts);
    }

    private static void checkText(String text) {
        if (text.codePoints().anyMatch(Json::isLoneSurrogate)) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "The body holds a text that is not valid Unicode: half a surrogate pair");
        }
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** A text that the server itself stored. */
    public static JsonNode stored(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored text is not JSON", e);
        }
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static JsonNode array(Collection<String> texts) {
        var array = MAPPER.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    /** Each entry as its JSON. */
    public static <T> JsonNode list(Collection<T> entries, Function<T, JsonNode> json) {
        ArrayNode array = MAPPER.createArrayNode();
        entries.forEach(entry -> array.add(json.apply(entry)));
        return array;
    }

    /** Maps, lists, texts, numbers and booleans instead of nodes; numbers with a point are decimals. */
    public static @Nullable Object plain(JsonNode json) {
        return MAPPER.convertValue(json, Object.class);
    }

    /** What {@link #plain} gives, as nodes again. */
    public static JsonNode tree(Object plain) {
        return MAPPER.valueToTree(plain);
    }

    /** The text of what {@link #plain} gives. */
    public static String textOf(Object plain) {
        return text(tree(plain));
    }

    public static String text(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can be written", e);
        }
    }

    /**
     * An object with one member more, which comes first.
     *
     * @param value JSON already, in UTF-8
     * @param others at least one
     */
    public static byte[] with(String member, byte[] value, ObjectNode others) {
        byte[] first = ("{\"" + member + "\":").getBytes(StandardCharsets.UTF_8);
        byte[] rest = bytes(others);
        // The object's beginning becomes what stands between members.
        rest[0] = ',';
        byte[] all = Arrays.copyOf(first, first.length + value.length + rest.length);
        System.arraycopy(value, 0, all, first.length, value.length);
        System.arraycopy(rest, 0, all, first.length + value.length, rest.length);
        return all;
    }

    public static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can be written", e);
        }
    }
}
