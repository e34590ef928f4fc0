package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tarn.auth.Principal;
import io.tarn.schema.Migrations;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.store.PrincipalRows.Entry;
import io.tarn.server.store.jdbc.Durability;
import io.tarn.server.store.jdbc.JdbcStore;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes after COMMIT can fail, but can no longer undo it. */
class CommitDurabilityTest {
    private static final PolicyChange CHANGE = new PolicyChange(1, 0, "user:root");

    @ParameterizedTest
    @ValueSource(strings = {"58030", "40001", "08006"})
    void aCommitThatCouldNotBeForcedToDiskIsNeverRunAgain(String sqlState) {
        AtomicInteger runs = new AtomicInteger();
        try (Store store = store(handle -> {
            throw new IllegalStateException("not forced", new SQLException("not forced", sqlState));
        })) {
            Throwable failure = catchThrowable(() -> store.write(tx -> {
                tx.principals().insert(user("p" + runs.incrementAndGet()), false, CHANGE);
                return true;
            }));
            assertThat(failure).isInstanceOf(UnknownOutcomeException.class);
            assertThat(store.<Page<Entry>>read(tx -> tx.principals().list(null, PageRequest.first()))
                            .entries())
                    .extracting(entry -> entry.principal().name())
                    .containsExactly("p1");
        }
    }

    @Test
    void aCommitThatIsForcedToDiskIsThere() {
        try (Store store = store(Durability.ofEmbedded(true))) {
            Principal principal = user("p");
            store.write(tx -> {
                tx.principals().insert(principal, false, CHANGE);
                return true;
            });
            assertThat(store.<Principal>read(tx -> tx.principals()
                            .find(Principal.Kind.USER, "p")
                            .orElseThrow()
                            .principal()))
                    .isEqualTo(principal);
        }
    }

    private static Principal user(String name) {
        return new Principal(Ids.next(), Principal.Kind.USER, name);
    }

    private static Store store(Durability durability) {
        String url = "jdbc:h2:mem:" + Ids.next() + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1";
        HikariDataSource reads = pool(url, true);
        Migrations.apply(reads);
        return new JdbcStore(reads, pool(url, false), durability);
    }

    private static HikariDataSource pool(String url, boolean autoCommit) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.setUsername("tarn");
        pool.setAutoCommit(autoCommit);
        return new HikariDataSource(pool);
    }
}
