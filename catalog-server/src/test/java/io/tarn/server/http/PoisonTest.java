package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One bad request must not make a table unusable for everybody after it. */
class PoisonTest extends ServerTest {
    /** Half of a surrogate pair: JSON can write it, UTF-8 cannot. */
    private static final String HALF = "\\ud800";

    @Test
    void aSnapshotThatNoFileCanHoldIsRefusedAndTheTableGoesOn() {
        api.createTable("commit").ok();
        JsonNode table = api.readTable("commit");
        String commit = api.table("commit") + "/commit";
        String id = table.get("id").asText();
        Api.Answer poison = api.post(
                commit, Api.commitBody(id, 1, "w").replace("\"version\":3", "\"version\":3,\"x\":\"" + HALF + "\""));
        assertThat(api.post(commit, Api.commitBody(id, 2, "next")).body())
                .as("a commit on top of the poisoned one")
                .doesNotContain("\"code\":503");
        poison.error(400, null);
    }

    @Test
    void aSchemaThatNoFileCanHoldMakesNoTable() {
        String body = Api.createBody("default", "create", Map.of())
                .replace("\"comment\":\"\"", "\"comment\":\"" + HALF + "\"");
        Api.Answer poison = api.post(api.tables("default"), body);
        api.get(api.table("create")).error(404, "TABLE");
        poison.error(400, null);
    }

    @Test
    void anAlterThatNoFileCanHoldLeavesTheTableReadable() {
        api.createTable("alter").ok();
        JsonNode before = api.readTable("alter");
        Api.Answer poison = api.post(
                api.table("alter"), Api.alterBody("{\"action\":\"updateComment\",\"comment\":\"" + HALF + "\"}"));
        assertThat(api.readTable("alter")).isEqualTo(before);
        poison.error(400, null);
    }

    @Test
    void aDatabaseOptionThatNoAnswerCanHoldIsRefused() {
        Api.Answer poison = api.post(api.databases(), "{\"name\":\"half\",\"options\":{\"comment\":\"" + HALF + "\"}}");
        assertThat(api.get(api.databases() + "/half").status()).as("reading it").isNotEqualTo(500);
        poison.error(400, null);
    }
}
