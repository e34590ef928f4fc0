package io.tarn.server.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.TestStores;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.store.AuditRows.Filter;
import io.tarn.server.store.jdbc.JdbcStore;
import io.tarn.server.testing.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenialsTest {
    private static final Caller ALICE = Caller.of(new Principal(Ids.next(), Principal.Kind.USER, "alice"));
    private static final Caller BOB = Caller.of(new Principal(Ids.next(), Principal.Kind.USER, "bob"));

    private final MovableClock clock = new MovableClock();
    private JdbcStore store;
    private Denials denials;

    @BeforeEach
    void open(@TempDir Path directory) {
        store = TestStores.embedded(directory);
        denials = new Denials(store, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void equalRefusalsOfAMinuteAreTheFirstAndANumber() {
        UUID first = refuse(ALICE, "no");
        denials.write();
        assertThat(rows()).as("at once").extracting(AuditEntry::id).containsExactly(first);

        assertThat(refuse(ALICE, "no")).isEqualTo(first);
        assertThat(refuse(ALICE, "no")).isEqualTo(first);
        denials.write();
        assertThat(rows()).as("within the minute").hasSize(1);

        clock.advance(Duration.ofSeconds(61));
        denials.write();
        assertThat(rows()).as("after it").hasSize(2);
        assertThat(rows().get(0).times()).isEqualTo(2);
        assertThat(rows().get(0).details()).containsEntry("repeats", first.toString());

        assertThat(refuse(ALICE, "no")).as("a new minute").isNotEqualTo(first);
    }

    @Test
    void differentRefusalsAreNotFolded() {
        refuse(ALICE, "no");
        refuse(BOB, "no");
        refuse(ALICE, "never");
        denials.flush();
        assertThat(rows()).hasSize(3).allSatisfy(row -> assertThat(row.times()).isEqualTo(1));
    }

    @Test
    void whatIsBeyondTheBoundIsCountedAndSaid() {
        for (int i = 0; i < Limits.DENIALS_KEPT; i++) {
            refuse(ALICE, "reason " + i);
        }
        UUID beyond = refuse(ALICE, "one more");
        assertThat(refuse(BOB, "and another")).isEqualTo(beyond);
        denials.flush();

        AuditEntry row = store.read(tx -> tx.audit().find(beyond)).orElseThrow();
        assertThat(row.times()).isEqualTo(2);
        assertThat(row.reason()).contains(Integer.toString(Limits.DENIALS_KEPT));
        UUID again = refuse(BOB, "and another");
        denials.flush();
        assertThat(store.read(tx -> tx.audit().find(again)).orElseThrow().reason())
                .as("there is room again")
                .isEqualTo("and another");
    }

    @Test
    void refusedLoginsLeaveRoomForWhoHasCredentials() {
        for (int i = 0; i < Limits.REFUSED_LOGINS_KEPT + 10; i++) {
            denials.loginRefused("source " + i, "request " + i, "wrong");
        }
        UUID refused = refuse(ALICE, "no");
        denials.flush();

        assertThat(store.read(tx -> tx.audit().find(refused)).orElseThrow().reason())
                .isEqualTo("no");
        assertThat(store.read(tx -> tx.audit().list(Filter.ALL, null, 2_000)).entries())
                .as("refused logins, alice's, and how many more there were")
                .hasSize(Limits.REFUSED_LOGINS_KEPT + 2)
                .anySatisfy(row -> {
                    assertThat(row.operation()).isEqualTo("REFUSALS_NOT_KEPT");
                    assertThat(row.times()).isEqualTo(10);
                });
        clock.advance(Duration.ofSeconds(61));
        denials.write();
        denials.loginRefused("source", "request", "wrong");
        denials.flush();
        assertThat(rows().get(0).operation()).as("a new minute").isEqualTo("LOGIN");
    }

    private UUID refuse(Caller caller, String reason) {
        return denials.refused(caller, Operation.GET_TABLE, Decision.deny(reason), List.of(Securable.server()));
    }

    private List<AuditEntry> rows() {
        return store.read(tx -> tx.audit().list(Filter.ALL, null, 100)).entries();
    }
}
