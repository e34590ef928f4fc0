package io.tarn.server;

import io.tarn.server.config.Config;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.manage.AuditRoutes;
import io.tarn.server.manage.JsonAuditLog;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.audit.AnchorChains;
import io.tarn.server.ops.audit.AuditLog;
import io.tarn.server.ops.audit.Denials;
import io.tarn.server.ops.audit.QueryAudit;
import io.tarn.server.ops.audit.Refusals;
import io.tarn.server.ops.audit.RefusedLogins;
import io.tarn.server.ops.audit.SealDead;
import io.tarn.server.ops.audit.SealOwn;
import io.tarn.server.ops.audit.TrimChains;
import io.tarn.server.ops.audit.VerifyTrail;
import io.tarn.server.ops.secrets.MasterKeys;
import io.tarn.server.store.jdbc.JdbcStore;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit, wired by hand. */
final class AuditSetUp {
    private static final Logger LOG = LoggerFactory.getLogger(AuditSetUp.class);

    private final JdbcStore store;
    private final MasterKeys keys;
    private final Clock clock;
    private final Denials denials;
    private final SealOwn own;
    private final SealDead dead;
    private final AnchorChains anchors;
    private final TrimChains trim;

    /** From now on every change of this store's is sealed. */
    AuditSetUp(JdbcStore store, MasterKeys keys, Config.Audit settings, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.clock = clock;
        this.denials = new Denials(store, clock);
        AuditLog log = new JsonAuditLog();
        Duration retention = Duration.ofDays(settings.retentionDays());
        this.own = new SealOwn(store, store.process(), log, clock);
        this.dead = new SealDead(store, store.process(), log, clock);
        this.anchors = new AnchorChains(store, store.process(), keys, log, retention, clock);
        this.trim = new TrimChains(store, store.process(), keys, retention, clock);
        own.begin();
        store.onAudited(own::committed);
    }

    Refusals refusals() {
        return denials;
    }

    RefusedLogins refusedLogins() {
        return denials;
    }

    /** @param verify one for all protocols: it runs once at a time */
    RouteGroup routes(Guard guard, VerifyTrail verify) {
        return new AuditRoutes(query(guard), verify);
    }

    QueryAudit query(Guard guard) {
        return new QueryAudit(store, guard);
    }

    VerifyTrail verify(Guard guard) {
        return new VerifyTrail(store, guard, keys, clock);
    }

    void schedule(Jobs jobs) {
        jobs.repeat("denials", denials::write, Duration.ofMillis(20), Duration.ofMillis(500));
        jobs.repeat("audit-seal", own::run, Duration.ofMillis(10), Duration.ofMillis(500));
        jobs.repeat("audit-dead", dead::run, Duration.ofSeconds(1), Duration.ofSeconds(15));
        jobs.repeat("audit-anchor", anchors::run, Duration.ofSeconds(1), Duration.ofSeconds(5));
        jobs.repeat("audit-trim", trim::run, Duration.ofMillis(100), Duration.ofMinutes(10));
    }

    /** After the last request and the last job. */
    void finish() {
        try {
            denials.flush();
            own.finish();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setCause(e)
                    .log("the last of the audit could not be written; another server seals what is there");
        }
    }
}
