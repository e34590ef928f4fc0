package io.tarn.auth.ranger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.auth.OperationTable.Requirement;
import io.tarn.auth.Privilege;
import io.tarn.auth.Securable;
import io.tarn.auth.outside.RangerSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes decisions as lines of JSON whose fields are named as in Ranger's own audit, so that what reads that reads this. It
 * writes what the policies say is to be audited, and every refusal.
 */
final class DecisionLog {
    private static final Logger LOG = LoggerFactory.getLogger("ranger.audit");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    /** Ranger's number for repositories of no type of its own. */
    private static final int NO_TYPE = -1;

    private final RangerSettings settings;
    private final Clock clock;
    private final String host = Hosts.own();
    private final AtomicLong number = new AtomicLong();

    DecisionLog(RangerSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    void decided(Judgement judgement, Operation operation, Requirement needs, Securable on, Decision decision) {
        Judgement.By by = judgement.last();
        boolean wanted = !decision.allowed() || by == null || by.audited();
        if (!settings.audit() || !wanted || !LOG.isInfoEnabled()) {
            return;
        }
        ObjectNode line = Bundle.json().createObjectNode();
        line.put("repoType", by == null ? NO_TYPE : by.serviceType());
        line.put("repo", settings.service());
        line.put("reqUser", judgement.requests().user());
        line.put("evtTime", TIME.format(Instant.ofEpochMilli(clock.millis())));
        line.put("access", operation.name());
        line.put("resource", String.join("/", on.path()));
        line.put("resType", "@" + on.kind().word());
        line.put(
                "action",
                needs.anyOf().stream()
                        .map(Privilege::name)
                        .map(RequestFactory::word)
                        .collect(Collectors.joining(",")));
        line.put("result", decision.allowed() ? 1 : 0);
        line.put("agent", "tarn");
        line.put("policy", by == null ? -1 : by.policy());
        line.put("policy_version", by == null ? 0 : by.version());
        line.put("reason", decision.reason());
        line.put("enforcer", "ranger-acl");
        line.put("cliIP", judgement.requests().source());
        line.put("agentHost", host);
        line.put("logType", "RangerAudit");
        line.put("id", UUID.randomUUID().toString());
        line.put("seq_num", number.incrementAndGet());
        line.put("event_count", 1);
        LOG.info(line.toString());
    }
}
