package io.tarn.server.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.auth.secrets.KeyRing;
import io.tarn.auth.secrets.MasterKey;
import io.tarn.server.TestStores;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.ops.secrets.MasterKeys;
import io.tarn.server.ops.secrets.RotateKey;
import io.tarn.server.store.AuditRows.Filter;
import io.tarn.server.store.AuditSeals.Anchor;
import io.tarn.server.store.AuditSeals.Seal;
import io.tarn.server.store.AuditSeals.Sealed;
import io.tarn.server.store.jdbc.JdbcStore;
import io.tarn.server.testing.Allowed;
import io.tarn.server.testing.MovableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Damages the database behind the server's back, in every way there is, and has it found. */
class VerifyTrailTest {
    private static final String TWO = Long.toString(2);

    private final MovableClock clock = new MovableClock();
    private final MasterKey key = MasterKey.generate();
    private final List<String> lines = new ArrayList<>();
    private final AuditLog log = new AuditLog() {
        @Override
        public void sealed(AuditEntry entry, Seal seal) {
            lines.add(entry.id() + " " + seal.seq());
        }

        @Override
        public void anchored(Anchor anchor) {
            lines.add("anchor " + anchor.seq());
        }
    };

    private JdbcStore store;
    private MasterKeys keys;
    private SealOwn own;
    private AnchorChains anchors;

    @BeforeEach
    void open(@TempDir Path directory) {
        store = TestStores.embedded(directory);
        keys = new MasterKeys(store, new KeyRing(List.of(key)), clock);
        keys.check();
        own = new SealOwn(store, store.process(), log, clock);
        own.begin();
        store.onAudited(own::committed);
        anchors = new AnchorChains(store, store.process(), keys, log, Duration.ofDays(365), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void change(String... names) {
        for (String name : names) {
            Trail.announce(store, Allowed.ME, Operation.CREATE_TABLE, Securable.server(), Map.of("name", name));
        }
    }

    private void anchor() {
        clock.advance(Duration.ofSeconds(61));
        own.run();
        anchors.run();
    }

    private VerifyTrail.Result verify() {
        return new VerifyTrail(store, Allowed.guard(), keys, clock).run(Allowed.ME);
    }

    private void tamper(String sql) {
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Test
    void anAuditThatNobodyTouchedIsIntact() {
        change("a", "größe \"quoted\" \\ 𝄞", "x".repeat(5_000));
        anchor();
        change("after the anchor");
        own.run();
        VerifyTrail.Result result = verify();
        assertThat(result.problems()).isEmpty();
        assertThat(result.rows()).isEqualTo(4);
        assertThat(result.anchored()).isTrue();
    }

    @Test
    void everyEntryAndAnchorIsToldOfOnceInTheOrderOfItsSeal() {
        change("a", "b");
        anchor();
        own.run();
        List<AuditEntry> entries =
                store.read(tx -> tx.audit().list(Filter.ALL, null, 10)).entries();
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        entries.get(1).id() + " 1", entries.get(0).id() + " 2", "anchor 1");
        assertThat(lines.get(2)).isEqualTo("anchor 1");
    }

    static Stream<Arguments> damages() {
        String second = "(select entry_id from audit_seal where seq = 2)";
        return Stream.of(
                Arguments.of(
                        "a changed entry",
                        "update audit_entry set principal = 'user:x' where id = " + second,
                        "was changed (seal 2"),
                Arguments.of(
                        "changed details",
                        "update audit_entry set details = '{}' where id = " + second,
                        "was changed (seal 2"),
                Arguments.of("a removed entry", "delete from audit_entry where id = " + second, "was removed (seal 2"),
                Arguments.of("a removed seal", "delete from audit_seal where seq = " + TWO, "seals from 2 to 2"),
                Arguments.of("a changed seal", "update audit_seal set sealed_at = 1 where seq = 2", "seal 2 of chain"),
                Arguments.of(
                        "seals in another order",
                        "update audit_seal set seq = case seq when 2 then 30 else seq end where seq = 2",
                        "seals from 2 to 2"),
                Arguments.of("a cut tail", "delete from audit_seal where seq >= 3", "was cut after seal 2"),
                Arguments.of("no seal at all", "delete from audit_seal", "was cut after seal 0: anchor"),
                Arguments.of("a missing chain", "delete from audit_chain", "is missing: anchor"),
                Arguments.of(
                        "a beginning that nobody signed",
                        "update audit_chain set base_seq = 2, base_hash = (select hash from audit_seal where seq = 2)",
                        "no server signed"),
                Arguments.of("a removed anchor", "delete from audit_anchor where seq = 2", "anchors from 2 to 2"),
                Arguments.of(
                        "the first anchor removed",
                        "delete from audit_anchor where seq = 1",
                        "anchors before 2 were removed"),
                Arguments.of(
                        "a changed anchor",
                        "update audit_anchor set made_at = 1 where seq = 2",
                        "anchor 2 was changed"),
                Arguments.of(
                        "a forged anchor", "update audit_anchor set mac = hash where seq = 2", "anchor 2 is forged"),
                Arguments.of(
                        "an anchor without a signature",
                        "update audit_anchor set key_id = '' where seq = 2",
                        "anchor 2 is forged"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void everyDamageIsFoundAndNamed(String name, String sql, String said) {
        change("a", "b");
        anchor();
        change("c");
        anchor();
        change("d");
        anchor();
        assertThat(verify().problems()).isEmpty();

        tamper(sql);

        assertThat(verify().problems())
                .anySatisfy(problem -> assertThat(problem).contains(said));
    }

    @Test
    void aChainWhoseHashesWereMadeToFitAgainDoesNotFitTheAnchors() {
        change("a", "b");
        anchor();
        tamper("update audit_entry set reason = 'other' where id = (select entry_id from audit_seal where seq = 2)");
        List<Seal> seals = store.read(tx -> tx.auditSeals().after(store.process(), 0, 10)).stream()
                .map(link -> link.seal())
                .toList();
        Seal last = seals.get(1);
        AuditEntry entry = store.read(tx -> tx.audit().find(last.entryId())).orElseThrow();
        String entryHash = Hashes.entry(last.chain(), entry);
        String hash = Hashes.seal(
                seals.get(0).hash(), last.chain(), 2, last.entryId(), entryHash, last.sealedBy(), last.sealedAt());
        tamper("update audit_seal set entry_hash = X'" + entryHash + "', hash = X'" + hash + "' where seq = 2");
        tamper("update audit_chain set head_hash = X'" + hash + "'");

        assertThat(verify().problems()).singleElement().asString().contains("anchor 1 knows another hash");
    }

    @Test
    void theTailCannotBeCutTogetherWithTheHeadOfTheChain() {
        change("a", "b");
        anchor();
        tamper("delete from audit_entry where id = (select entry_id from audit_seal where seq = 2)");
        tamper("delete from audit_seal where seq = 2");
        tamper("update audit_chain set head_seq = 1, head_hash = (select hash from audit_seal where seq = 1)");

        assertThat(verify().problems()).singleElement().asString().contains("was cut after seal 1: anchor 1");
    }

    @Test
    void anEntryThatIsPutInLaterIsSeenAsWhatItIs() {
        change("a");
        own.run();
        store.onAudited(entries -> {});
        change("forged");
        clock.advance(Duration.ofMinutes(6));
        assertThat(verify().problems()).singleElement().asString().contains("has no seal");
    }

    @Test
    void whatIsOldIsRemovedAndTheRestStaysIntact() {
        change("a", "b");
        anchor();
        clock.advance(Duration.ofDays(2));
        TrimChains trim = new TrimChains(store, store.process(), keys, Duration.ofDays(1), clock);
        trim.run();
        anchors = new AnchorChains(store, store.process(), keys, log, Duration.ofDays(1), clock);
        change("entries have the system's time, so this one is as old");
        anchor();
        assertThat(store.<List<Anchor>>read(tx -> tx.auditSeals().anchorsAfter(0, 10)))
                .extracting(Anchor::seq)
                .containsExactly(2L);

        VerifyTrail.Result result = verify();
        assertThat(result.problems()).isEmpty();
        assertThat(result.rows()).isEqualTo(1);
        assertThat(store.read(tx -> tx.audit().list(Filter.ALL, null, 10)).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.details().get("name")).startsWith("entries have"));
    }

    @Test
    void whatADeadServerLeftUnsealedIsSealedByAnother(@TempDir Path elsewhere) {
        store.onAudited(entries -> {});
        change("left");
        JdbcStore other = TestStores.embedded(elsewhere);
        SealDead dead = new SealDead(store, other.process(), log, clock);
        other.close();
        dead.run();
        assertThat(lines).as("while it may live").isEmpty();

        clock.advance(Duration.ofSeconds(90));
        dead.run();

        assertThat(store.<List<Sealed>>read(tx -> tx.auditSeals().after(store.process(), 0, 10)))
                .singleElement()
                .satisfies(link -> assertThat(link.seal().sealedBy()).isNotEqualTo(store.process()));
        assertThat(lines).hasSize(1);
        assertThat(store.read(tx -> tx.auditSeals().chain(store.process()))
                        .orElseThrow()
                        .closed())
                .isTrue();
        store.onAudited(own::committed);
        change("it was only held up");
        own.run();
        assertThat(verify().problems()).isEmpty();
        assertThat(store.read(tx -> tx.auditSeals().chain(store.process()))
                        .orElseThrow()
                        .closed())
                .as("its chain goes on")
                .isFalse();
    }

    @Test
    void anEntryOfACommitWithoutAnAnswerIsFoundAndSealed() {
        store.onAudited(entries -> {});
        change("unknown");
        clock.advance(Duration.ofSeconds(61));
        own.run();
        assertThat(lines).hasSize(1);
        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void theAuditIsSignedAnewWhenTheKeyIsChangedButNothingForgedIs() {
        change("a");
        anchor();
        change("b");
        anchor();
        tamper("update audit_anchor set mac = hash where seq = 2");
        MasterKey next = MasterKey.generate();
        MasterKeys both = new MasterKeys(store, new KeyRing(List.of(next, key)), clock);
        RotateKey rotate = new RotateKey(store, both, List.of(new ResignAudit(store, both)), (tx, what, key) -> {});

        assertThat(rotate.run().kept()).as("the forged anchor has it").containsExactly(key.id());
        assertThat(new VerifyTrail(store, Allowed.guard(), both, clock)
                        .run(Allowed.ME)
                        .problems())
                .singleElement()
                .asString()
                .contains("anchor 2 is forged");

        tamper("delete from audit_anchor where seq = 2");
        assertThat(rotate.run().retired()).containsExactly(key.id());
        MasterKeys after = new MasterKeys(store, new KeyRing(List.of(next)), clock);
        assertThat(new VerifyTrail(store, Allowed.guard(), after, clock)
                        .run(Allowed.ME)
                        .problems())
                .isEmpty();
    }

    @Test
    void aServerWithoutTheKeySaysThatItCannotTell() {
        change("a");
        anchor();
        MasterKeys none = new MasterKeys(store, KeyRing.EMPTY, clock);
        VerifyTrail.Result result = new VerifyTrail(store, Allowed.guard(), none, clock).run(Allowed.ME);
        assertThat(result.problems()).singleElement().asString().contains("does not have master key " + key.id());
    }
}
