package io.tarn.server.doctor;

import static io.tarn.server.doctor.Finding.ok;
import static io.tarn.server.doctor.Finding.warning;
import static io.tarn.server.doctor.Finding.wrong;

import io.tarn.server.store.DatabaseFacts;
import java.util.ArrayList;
import java.util.List;

/** Galera, of MariaDB and others. */
final class GaleraChecks {
    /** Bits of wsrep_sync_wait: before reads, before updates and deletes, before inserts. */
    private static final long READS = 1;

    private static final long EVERYTHING = 7;

    private GaleraChecks() {}

    static List<Finding> of(DatabaseFacts facts) {
        if (!facts.on("wsrep_on") || facts.status().isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        String cluster = facts.status().getOrDefault("wsrep_cluster_status", "");
        findings.add(
                cluster.equals("Primary")
                        ? ok("Galera", "Primary")
                        : wrong("Galera", cluster, "this node is cut off from the others: bring it back"));
        findings.add(waits(facts.number("wsrep_sync_wait").orElse(0L)));
        String retries = facts.variable("wsrep_retry_autocommit").orElse("1");
        findings.add(
                retries.equals("0")
                        ? warning(
                                "wsrep_retry_autocommit",
                                retries,
                                "set it to 1 or more: single statements fail for conflicts of other nodes")
                        : ok("wsrep_retry_autocommit", retries));
        return findings;
    }

    private static Finding waits(long value) {
        String name = "wsrep_sync_wait";
        String seen = Long.toString(value);
        if ((value & READS) == 0) {
            return wrong(name, seen, "set it to 7: servers on other nodes do not see what was acknowledged");
        }
        return (value & EVERYTHING) == EVERYTHING
                ? ok(name, seen)
                : warning(name, seen, "set it to 7: changes on other nodes lose more often to what they have not seen");
    }
}
