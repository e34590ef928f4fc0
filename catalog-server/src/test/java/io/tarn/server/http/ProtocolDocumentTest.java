package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.paimon.ProtocolDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The document and the routes say the same; what the answers say is checked wherever a test gets one, see {@link Api}. */
class ProtocolDocumentTest extends ServerTest {
    private static final String PATH = "/openapi/paimon.yaml";
    private static final Set<String> CHANGE_NOTHING =
            Set.of("authorizeQuery", "listPartitionsByNames", "listPartitionsByFilter");
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]*)}");

    @Test
    void everyRouteIsInTheDocumentAndEveryOperationOfTheDocumentIsARoute() {
        List<String> routes = RoutesTest.SURFACES.get(0).routes().stream()
                .map(route -> route.method() + " " + route.template())
                .toList();
        assertThat(Contract.operations())
                .extracting(operation -> operation.method() + " " + operation.template())
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void itIsServedToEverybodyAndHoldsNoToken() {
        Api.Answer answer = api.withToken(null).get(PATH).ok();
        assertThat(answer.contentType()).startsWith("application/yaml");
        assertThat(answer.requestId()).isNotEmpty();
        assertThat(answer.body()).isEqualTo(ProtocolDocument.read().content());
    }

    @Test
    void nothingElseIsServedBesideItNorByAnotherMethod() {
        Api stranger = api.withToken(null);
        stranger.get("/openapi").error(404, null);
        stranger.get("/openapi/").error(404, null);
        stranger.get("/openapi/..%2Fpaimon.yaml").error(404, null);
        stranger.get(PATH + "/x").error(404, null);
        stranger.post(PATH, "{}").error(405, null);
        stranger.delete(PATH).error(405, null);
        stranger.get("/v1/config").error(401, null);
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryPartIsUsed() {
        Set<String> targets = new TreeSet<>();
        collectReferences(Contract.document(), targets);
        assertThat(targets)
                .allSatisfy(target -> assertThat(
                                Contract.document().at(target.substring(1)).isMissingNode())
                        .as(target)
                        .isFalse());
        for (String kind : List.of("schemas", "responses", "parameters", "headers")) {
            assertThat(Contract.document().get("components").get(kind).properties())
                    .extracting(part -> "#/components/" + kind + "/" + part.getKey())
                    .isSubsetOf(targets);
        }
    }

    private static void collectReferences(JsonNode json, Set<String> targets) {
        if (json.has("$ref")) {
            targets.add(json.get("$ref").textValue());
        }
        json.forEach(member -> collectReferences(member, targets));
    }

    @Test
    void everyVariableOfAPathIsDescribed() {
        assertThat(Contract.operations()).allSatisfy(operation -> {
            List<String> described = new ArrayList<>();
            Contract.document()
                    .get("paths")
                    .get(operation.template())
                    .path("parameters")
                    .forEach(parameter -> described.add(
                            Contract.resolve(parameter).get("name").textValue()));
            List<String> variables = VARIABLE.matcher(operation.template())
                    .results()
                    .map(MatchResult::group)
                    .map(variable -> variable.substring(1, variable.length() - 1))
                    .collect(Collectors.toList());
            assertThat(described).as(operation.template()).isEqualTo(variables);
        });
    }

    @Test
    void everyOperationHasANameOfItsOwnAndSaysWhatAReplayIsAnswered() {
        assertThat(Contract.operations())
                .extracting(operation -> operation.json().get("operationId").textValue())
                .doesNotHaveDuplicates();
        assertThat(Contract.operations()).allSatisfy(operation -> {
            String name = operation.json().get("operationId").textValue();
            boolean changes = !operation.method().equals("GET") && !CHANGE_NOTHING.contains(name);
            assertThat(operation.json().get("description").textValue().contains("*Replay:*"))
                    .as(name)
                    .isEqualTo(changes);
        });
    }
}
