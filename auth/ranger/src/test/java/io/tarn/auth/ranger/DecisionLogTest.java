package io.tarn.auth.ranger;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable.Kind;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is decided, for whoever reads Ranger's audit. */
class DecisionLogTest extends RangerTestCase {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger("ranger.audit");

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
        log.setAdditive(false);
        log.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        log.detachAppender(lines);
    }

    @Test
    void aDecisionIsALineInRangersWords() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "orders")
                .allow("user:alice", "select"));
        open();
        decide(alice, Operation.GET_SNAPSHOT, ORDERS);
        decide(bob, Operation.DROP_TABLE, ORDERS);
        List<JsonNode> told = lines.list.stream()
                .map(line -> parse(line.getFormattedMessage()))
                .toList();
        assertThat(told).hasSize(2);
        JsonNode allowed = told.get(0);
        assertThat(allowed.get("repo").asText()).isEqualTo(TestRangerAdmin.SERVICE);
        assertThat(allowed.get("reqUser").asText()).isEqualTo("alice");
        assertThat(allowed.get("resource").asText()).isEqualTo("lake/sales/orders");
        assertThat(allowed.get("resType").asText()).isEqualTo("@table");
        assertThat(allowed.get("result").asInt()).isEqualTo(1);
        assertThat(allowed.get("policy").asLong()).isEqualTo(1);
        assertThat(allowed.get("policy_version").asLong()).isEqualTo(1);
        assertThat(allowed.get("enforcer").asText()).isEqualTo("ranger-acl");
        assertThat(told.get(1).get("result").asInt()).isZero();
        assertThat(told.get(1).get("policy").asLong()).isEqualTo(-1);
    }

    @Test
    void listsAreNotDecisions() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "orders")
                .allow("user:alice", "select"));
        open();
        shown(alice, SALES, Kind.TABLE, List.of("orders", "returns"));
        assertThat(lines.list).isEmpty();
    }

    private static JsonNode parse(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
