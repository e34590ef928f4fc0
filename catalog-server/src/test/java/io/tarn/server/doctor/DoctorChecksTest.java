package io.tarn.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.store.DatabaseFacts;
import io.tarn.server.store.DatabaseFacts.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is good and what is not, by what databases and machines would say. */
class DoctorChecksTest {
    private static final DatabaseChecks.Use USE =
            new DatabaseChecks.Use(16, 3, Duration.ofMinutes(30), Duration.ofMinutes(2));

    private static final Map<String, String> GOOD = Map.of(
            "innodb_flush_log_at_trx_commit", "1",
            "log_bin", "ON",
            "binlog_format", "ROW",
            "sync_binlog", "1",
            "max_connections", "151",
            "wait_timeout", "28800",
            "max_allowed_packet", "67108864",
            "read_only", "OFF");

    private static final Map<String, String> GROUP =
            Map.of("group_replication_group_name", "aaaa", "group_replication_single_primary_mode", "OFF");

    private static final Map<String, String> GALERA = Map.of("wsrep_on", "ON", "wsrep_retry_autocommit", "1");

    private static final List<Member> ONLINE =
            List.of(new Member("a:3306", "ONLINE", "PRIMARY"), new Member("b:3306", "ONLINE", "PRIMARY"));

    @Test
    void aDatabaseAsItMustBeHasNothingToSay() {
        assertThat(DatabaseChecks.of(mysql(Map.of(), Map.of()), USE))
                .hasSize(10)
                .allMatch(finding ->
                        finding.grade() == Finding.Grade.OK && finding.advice().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "innodb_flush_log_at_trx_commit, 2, WARNING",
        "innodb_flush_log_at_trx_commit, 0, WRONG",
        "sync_binlog, 0, WARNING",
        "binlog_format, STATEMENT, WRONG",
        "max_connections, 53, OK",
        "max_connections, 52, WRONG",
        "wait_timeout, 1800, WARNING",
        "wait_timeout, 120, WRONG",
        "max_allowed_packet, 1048576, WARNING",
        "read_only, ON, WRONG",
    })
    void aSettingIsJudged(String name, String value, Finding.Grade expected) {
        Finding found = find(DatabaseChecks.of(mysql(Map.of(name, value), Map.of()), USE), name);
        assertThat(found.grade()).isEqualTo(expected);
        assertThat(found.advice().isEmpty()).isEqualTo(expected == Finding.Grade.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "MySQL, 8.0.33, OK",
        "MySQL, 9.1.0, OK",
        "MySQL, 5.7.44, WRONG",
        "MariaDB, 10.6.1-MariaDB, OK",
        "MariaDB, 11.4.2-MariaDB-log, OK",
        "MariaDB, 10.5.9-MariaDB, WRONG",
    })
    void oldDatabasesAreRefused(String product, String version, Finding.Grade expected) {
        DatabaseFacts facts = new DatabaseFacts(product, version, true, GOOD, Map.of(), "utf8mb4", 0, List.of());
        assertThat(find(DatabaseChecks.of(facts, USE), "database").grade()).isEqualTo(expected);
    }

    @Test
    void clocksIsolationAndCharacterSetsAreJudged() {
        DatabaseFacts facts = new DatabaseFacts("MySQL", "8.0.33", false, GOOD, Map.of(), "latin1", -60_000, List.of());
        List<Finding> found = DatabaseChecks.of(facts, USE);
        assertThat(find(found, "clocks").seen()).isEqualTo("the database's is 60000 ms behind");
        assertThat(find(found, "clocks").grade()).isEqualTo(Finding.Grade.WRONG);
        assertThat(find(found, "transaction isolation").grade()).isEqualTo(Finding.Grade.WRONG);
        assertThat(find(found, "character set of the database").grade()).isEqualTo(Finding.Grade.WARNING);
    }

    @ParameterizedTest
    @CsvSource({
        "OFF, EVENTUAL, WRONG",
        "OFF, BEFORE_ON_PRIMARY_FAILOVER, WRONG",
        "OFF, BEFORE, OK",
        "OFF, AFTER, OK",
        "OFF, BEFORE_AND_AFTER, OK",
        "ON, EVENTUAL, WARNING",
        "ON, BEFORE_ON_PRIMARY_FAILOVER, OK",
    })
    void aGroupMustShowEverybodyWhatWasAcknowledged(String onePrimary, String consistency, Finding.Grade expected) {
        Map<String, String> more = new HashMap<>(GROUP);
        more.put("group_replication_single_primary_mode", onePrimary);
        more.put("group_replication_consistency", consistency);
        List<Finding> found = DatabaseChecks.of(mysql(more, Map.of()), USE);
        assertThat(find(found, "group_replication_consistency").grade()).isEqualTo(expected);
        assertThat(find(found, "members of the group").seen())
                .isEqualTo("a:3306 ONLINE PRIMARY, b:3306 ONLINE PRIMARY");
    }

    @ParameterizedTest
    @CsvSource({
        "0, Primary, WRONG",
        "6, Primary, WRONG",
        "1, Primary, WARNING",
        "7, Primary, OK",
        "15, Primary, OK",
    })
    void aGaleraNodeWaitsForTheOthers(String syncWait, String cluster, Finding.Grade expected) {
        Map<String, String> more = new HashMap<>(GALERA);
        more.put("wsrep_sync_wait", syncWait);
        List<Finding> found = DatabaseChecks.of(mysql(more, Map.of("wsrep_cluster_status", cluster)), USE);
        assertThat(find(found, "wsrep_sync_wait").grade()).isEqualTo(expected);
        assertThat(find(found, "Galera").grade()).isEqualTo(Finding.Grade.OK);
    }

    @Test
    void aGaleraNodeThatIsCutOffIsWrong() {
        Map<String, String> more = new HashMap<>(GALERA);
        more.put("wsrep_retry_autocommit", "0");
        List<Finding> found = DatabaseChecks.of(mysql(more, Map.of("wsrep_cluster_status", "non-Primary")), USE);
        assertThat(find(found, "Galera").grade()).isEqualTo(Finding.Grade.WRONG);
        assertThat(find(found, "wsrep_retry_autocommit").grade()).isEqualTo(Finding.Grade.WARNING);
    }

    @Test
    void aMachineIsJudged() {
        long mib = 1 << 20;
        List<Finding> small = MachineChecks.of(new MachineChecks.Machine(
                17, 256 * mib, 300 * mib, 1, "Asia/Tokyo", Locale.forLanguageTag("tr-TR"), "ANSI_X3.4-1968"));
        assertThat(small)
                .extracting(finding -> finding.what() + " " + finding.grade())
                .containsExactly(
                        "Java OK", "heap WRONG", "time zone WARNING", "locale WARNING", "names of files WARNING");
        assertThat(MachineChecks.of(
                        new MachineChecks.Machine(17, 512 * mib, 2_048 * mib, 2, "UTC", Locale.ROOT, "UTF-8")))
                .allMatch(finding -> finding.grade() == Finding.Grade.OK);
        assertThat(MachineChecks.disk("disk", "ext4", 10 * mib).grade()).isEqualTo(Finding.Grade.WRONG);
        assertThat(MachineChecks.disk("disk", "tmpfs", 9_999 * mib).grade()).isEqualTo(Finding.Grade.WARNING);
        assertThat(MachineChecks.disk("disk", "ext4", 9_999 * mib).grade()).isEqualTo(Finding.Grade.OK);
    }

    @Test
    void certificatesAreJudgedByWhatIsLeft() {
        Instant now = Instant.parse("2030-01-01T00:00:00Z");
        assertThat(CertificateChecks.expiry("http.tls", now.minusSeconds(1), now)
                        .grade())
                .isEqualTo(Finding.Grade.WRONG);
        assertThat(CertificateChecks.expiry("http.tls", now.plus(Duration.ofDays(29)), now)
                        .grade())
                .isEqualTo(Finding.Grade.WARNING);
        assertThat(CertificateChecks.expiry("http.tls", now.plus(Duration.ofDays(31)), now)
                        .grade())
                .isEqualTo(Finding.Grade.OK);
    }

    private static DatabaseFacts mysql(Map<String, String> more, Map<String, String> status) {
        Map<String, String> variables = new HashMap<>(GOOD);
        variables.putAll(more);
        return new DatabaseFacts("MySQL", "8.0.33", true, variables, status, "utf8mb4", 3, ONLINE);
    }

    /** The binary log has one line, named by what is the matter with it. */
    private static Finding find(List<Finding> findings, String what) {
        return findings.stream()
                .filter(finding -> finding.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError(what + " is not among " + findings));
    }
}
