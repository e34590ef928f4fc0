package io.tarn.server.doctor;

import static io.tarn.server.doctor.Finding.ok;
import static io.tarn.server.doctor.Finding.warning;
import static io.tarn.server.doctor.Finding.wrong;

import io.tarn.server.store.DatabaseFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Holds what a database says of itself against what the server needs of it. */
public final class DatabaseChecks {
    /**
     * What the servers do.
     *
     * @param poolSize connections of one server
     * @param servers on this database
     * @param lifetime of a connection
     * @param keepAlive how often an unused connection is asked whether it is there
     */
    public record Use(int poolSize, int servers, Duration lifetime, Duration keepAlive) {}

    private static final Pattern NUMBERS = Pattern.compile("([0-9]+)\\.([0-9]+)");

    /** Clients beside Tarn, backups, and who looks after the database. */
    private static final int OTHERS = 5;

    private static final long CLOCK_WARNING = 2_000;
    private static final long CLOCK_WRONG = 30_000;

    /** A commit of many partitions, and a large schema, are one row each. */
    private static final long PACKET = 16L << 20;

    private final DatabaseFacts facts;
    private final Use use;

    private DatabaseChecks(DatabaseFacts facts, Use use) {
        this.facts = facts;
        this.use = use;
    }

    public static List<Finding> of(DatabaseFacts facts, Use use) {
        DatabaseChecks checks = new DatabaseChecks(facts, use);
        List<Finding> findings = new ArrayList<>(List.of(checks.version(), checks.isolation()));
        if (!facts.variables().isEmpty()) {
            findings.addAll(List.of(
                    checks.flushed(),
                    checks.binaryLog(),
                    checks.connections(),
                    checks.patience(),
                    checks.clock(),
                    checks.charset(),
                    checks.packets(),
                    checks.writable()));
            findings.addAll(GroupChecks.of(facts));
            findings.addAll(GaleraChecks.of(facts));
        }
        return findings;
    }

    private Finding version() {
        String what = "database";
        String seen = facts.product() + " " + facts.version();
        boolean maria = facts.product().equals("MariaDB");
        Optional<MatchResult> found = NUMBERS.matcher(facts.version()).results().findFirst();
        if (facts.variables().isEmpty() || found.isEmpty()) {
            return ok(what, seen);
        }
        int version = 1_000 * Integer.parseInt(found.get().group(1))
                + Integer.parseInt(found.get().group(2));
        return version >= (maria ? 10_006 : 8_000)
                ? ok(what, seen)
                : wrong(what, seen, "use MySQL 8.0 or MariaDB 10.6, or newer");
    }

    private Finding isolation() {
        String what = "transaction isolation";
        return facts.readCommitted()
                ? ok(what, "READ COMMITTED")
                : wrong(what, "not READ COMMITTED", "take what sets it out of store.url");
    }

    private Finding flushed() {
        String name = "innodb_flush_log_at_trx_commit";
        String value = facts.variable(name).orElse("1");
        return switch (value) {
            case "1" -> ok(name, value);
            case "2" ->
                warning(name, value, "set it to 1, or commits that were acknowledged are lost when the machine is");
            default ->
                wrong(name, value, "set it to 1, or commits that were acknowledged are lost when the database dies");
        };
    }

    private Finding binaryLog() {
        String name = "sync_binlog";
        if (!facts.on("log_bin")) {
            return ok("binary log", "none");
        }
        if (facts.variable("binlog_format").filter("STATEMENT"::equals).isPresent()) {
            return wrong(
                    "binlog_format", "STATEMENT", "set it to ROW: statements at READ COMMITTED are refused with it");
        }
        String value = facts.variable(name).orElse("1");
        return value.equals("1")
                ? ok(name, value)
                : warning(
                        name,
                        value,
                        "set it to 1, or replicas of the database lack commits after its machine was lost");
    }

    private Finding connections() {
        String name = "max_connections";
        long most = facts.number(name).orElse(Long.MAX_VALUE);
        long wanted = (long) use.poolSize() * use.servers() + OTHERS;
        String seen = most + "; " + use.servers() + " x store.pool-size " + use.poolSize() + " and " + OTHERS
                + " others make " + wanted;
        return wanted <= most
                ? ok(name, seen)
                : wrong(name, seen, "raise it, or lower store.pool-size; --servers says how many servers there are");
    }

    private Finding patience() {
        String name = "wait_timeout";
        long seconds = facts.number(name).orElse(Long.MAX_VALUE);
        String seen = seconds + " s; a connection lives " + use.lifetime().toSeconds() + " s and is asked every "
                + use.keepAlive().toSeconds() + " s";
        if (seconds <= use.keepAlive().toSeconds()) {
            return wrong(
                    name,
                    seen,
                    "raise it to " + 2 * use.lifetime().toSeconds()
                            + ": the database ends connections that the server keeps");
        }
        return seconds > use.lifetime().toSeconds()
                ? ok(name, seen)
                : warning(name, seen, "raise it to " + 2 * use.lifetime().toSeconds());
    }

    private Finding clock() {
        String what = "clocks";
        long apart = Math.abs(facts.clockAheadMillis());
        String seen = "the database's is " + apart + " ms " + (facts.clockAheadMillis() < 0 ? "behind" : "ahead");
        if (apart <= CLOCK_WARNING) {
            return ok(what, seen);
        }
        String advice = "have both machines keep time by NTP: leases, tokens and grants end by the servers' clocks";
        return apart <= CLOCK_WRONG ? warning(what, seen, advice) : wrong(what, seen, advice);
    }

    /** Each table says its own, so this matters for what else is made there. */
    private Finding charset() {
        String what = "character set of the database";
        return facts.charset().equals("utf8mb4")
                ? ok(what, facts.charset() + "; the tables have utf8mb4_bin whatever it is")
                : warning(
                        what, facts.charset(), "alter database … character set utf8mb4; Tarn's own tables say theirs");
    }

    private Finding packets() {
        String name = "max_allowed_packet";
        long bytes = facts.number(name).orElse(Long.MAX_VALUE);
        return bytes >= PACKET
                ? ok(name, Long.toString(bytes))
                : warning(name, Long.toString(bytes), "raise it to " + PACKET + ", or large commits are refused");
    }

    private Finding writable() {
        String what = "read_only";
        return facts.on("read_only") || facts.on("super_read_only")
                ? wrong(what, "ON", "let store.url name a primary: this is a replica, or one that was set aside")
                : ok(what, "OFF");
    }
}
