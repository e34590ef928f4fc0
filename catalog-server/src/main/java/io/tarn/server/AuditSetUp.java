package io.tarn.server;

import io.tarn.server.http.RouteGroup;
import io.tarn.server.manage.AuditRoutes;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.audit.Denials;
import io.tarn.server.ops.audit.QueryAudit;
import io.tarn.server.ops.audit.Refusals;
import io.tarn.server.store.jdbc.JdbcStore;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit, wired by hand. */
final class AuditSetUp {
    private static final Logger LOG = LoggerFactory.getLogger(AuditSetUp.class);

    private final JdbcStore store;
    private final Denials denials;

    AuditSetUp(JdbcStore store, Clock clock) {
        this.store = store;
        this.denials = new Denials(store, clock);
    }

    Refusals refusals() {
        return denials;
    }

    RouteGroup routes(Guard guard) {
        return new AuditRoutes(new QueryAudit(store, guard));
    }

    void schedule(Jobs jobs) {
        jobs.repeat("denials", denials::write, Duration.ofMillis(20), Duration.ofMillis(500));
    }

    /** After the last request and the last job. */
    void finish() {
        try {
            denials.flush();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("the last refusals could not be written to the audit");
        }
    }
}
