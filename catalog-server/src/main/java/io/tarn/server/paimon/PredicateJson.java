package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.http.Json;
import io.tarn.server.model.PartitionFilter;
import io.tarn.server.model.PartitionFilter.All;
import io.tarn.server.model.PartitionFilter.Any;
import io.tarn.server.model.PartitionFilter.Anything;
import io.tarn.server.model.PartitionFilter.Comparison;
import io.tarn.server.model.PartitionFilter.Nothing;
import io.tarn.server.model.TarnException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The protocol's predicates. Clients of other versions know more of them; what is not understood is taken as true. */
final class PredicateJson {
    private PredicateJson() {}

    static PartitionFilter read(String text) {
        try {
            return filter(Json.parse(text.getBytes(StandardCharsets.UTF_8)));
        } catch (TarnException e) {
            return new Anything();
        }
    }

    private static PartitionFilter filter(JsonNode json) {
        return switch (json.path("kind").asText()) {
            case "COMPOUND" -> compound(json);
            case "LEAF" -> leaf(json);
            default -> new Anything();
        };
    }

    private static PartitionFilter compound(JsonNode json) {
        List<PartitionFilter> parts = StreamSupport.stream(json.path("children").spliterator(), false)
                .map(PredicateJson::filter)
                .toList();
        return switch (json.path("function").asText()) {
            case "AND" -> new All(parts);
            case "OR" -> parts.isEmpty() ? new Anything() : new Any(parts);
            default -> new Anything();
        };
    }

    private static PartitionFilter leaf(JsonNode json) {
        String function = json.path("function").asText();
        return switch (function) {
            case "TRUE" -> new Anything();
            case "FALSE" -> new Nothing();
            default -> comparison(function, json);
        };
    }

    private static PartitionFilter comparison(String function, JsonNode json) {
        JsonNode transform = json.path("transform");
        JsonNode column = transform.path("fieldRef").path("name");
        JsonNode literals = json.path("literals");
        if (!transform.path("name").asText().equals("FIELD_REF") || !column.isTextual()) {
            return new Anything();
        }
        List<@Nullable String> texts = new ArrayList<>();
        for (JsonNode literal : literals) {
            if (literal.isNull()) {
                texts.add(null);
            } else if (literal.isValueNode()) {
                texts.add(literal.asText());
            } else if (isDate(literal)) {
                texts.add(date(literal));
            } else {
                return new Anything();
            }
        }
        try {
            return new Comparison(column.textValue(), PartitionFilter.Function.valueOf(function), texts);
        } catch (IllegalArgumentException e) {
            return new Anything();
        }
    }

    private static boolean isDate(JsonNode literal) {
        return literal.isArray()
                && literal.size() == 3
                && StreamSupport.stream(literal.spliterator(), false).allMatch(JsonNode::isInt);
    }

    /** A text that no date has, when it is none: then it is not understood. */
    private static String date(JsonNode literal) {
        try {
            return LocalDate.of(
                            literal.get(0).intValue(),
                            literal.get(1).intValue(),
                            literal.get(2).intValue())
                    .toString();
        } catch (DateTimeException e) {
            return "";
        }
    }
}
