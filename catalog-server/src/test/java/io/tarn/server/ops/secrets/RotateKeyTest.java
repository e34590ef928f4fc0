package io.tarn.server.ops.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.auth.secrets.KeyRing;
import io.tarn.auth.secrets.MasterKey;
import io.tarn.auth.secrets.UndecipherableException;
import io.tarn.server.TestStores;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.SecretRows.Name;
import io.tarn.server.store.jdbc.JdbcStore;
import io.tarn.server.testing.MovableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotateKeyTest {
    private final MovableClock clock = new MovableClock();
    private final MasterKey old = MasterKey.generate();
    private final MasterKey next = MasterKey.generate();
    private JdbcStore store;

    @BeforeEach
    void open(@TempDir Path directory) {
        store = TestStores.embedded(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private MasterKeys keys(MasterKey... keys) {
        MasterKeys given = new MasterKeys(store, new KeyRing(List.of(keys)), clock);
        given.check();
        clock.advance(Duration.ofMillis(5));
        return given;
    }

    private RotateKey.Result rotate(MasterKeys keys) {
        return new RotateKey(
                        store,
                        keys,
                        List.of(new MoveSecrets(store, keys, new KeptSecrets(keys, clock))),
                        (tx, what, key) -> {})
                .run();
    }

    private Name put(MasterKeys keys, String secret) {
        Name name = new Name("test", Ids.next(), "password");
        put(keys, name, secret);
        return name;
    }

    private void put(MasterKeys keys, Name name, String secret) {
        store.write(tx -> {
            new KeptSecrets(keys, clock).put(tx, name, secret.getBytes(StandardCharsets.UTF_8));
            return true;
        });
    }

    private Optional<String> get(MasterKeys keys, Name name) {
        return store.read(tx -> new KeptSecrets(keys, clock).get(tx, name))
                .map(plain -> new String(plain, StandardCharsets.UTF_8));
    }

    @Test
    void aSecretIsReadAsItWasWrittenLast() {
        MasterKeys keys = keys(old);
        Name name = put(keys, "größe");
        assertThat(get(keys, name)).contains("größe");
        put(keys, name, "other");
        assertThat(get(keys, name)).contains("other");
        assertThat(store.<Boolean>write(tx -> new KeptSecrets(keys, clock).remove(tx, name)))
                .isTrue();
        assertThat(get(keys, name)).isEmpty();
    }

    @Test
    void aSecretThatWasMovedToAnotherRowCannotBeRead() throws SQLException {
        MasterKeys keys = keys(old);
        Name mine = put(keys, "mine");
        put(keys, "yours");
        try (Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update secret set id = random_uuid() where owner_id = X'"
                            + mine.ownerId().toString().replace("-", "") + "'"))
                    .isEqualTo(1);
        }
        assertThatThrownBy(() -> get(keys, mine)).isInstanceOf(UndecipherableException.class);
    }

    @Test
    void withoutAMasterKeyNoSecretIsTaken() {
        assertThatThrownBy(() -> put(keys(), "secret"))
                .isInstanceOfSatisfying(
                        TarnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
    }

    @Test
    void everySecretIsMovedAndTheOldKeyNoLongerNeeded() {
        MasterKeys before = keys(old);
        Name name = put(before, "secret");
        for (int i = 0; i < 150; i++) {
            put(before, "more");
        }
        MasterKeys both = keys(next, old);
        Name meanwhile = put(both, "before the command, with the key that all servers have");
        assertThat(get(before, meanwhile)).isPresent();

        RotateKey.Result result = rotate(both);

        assertThat(result.moved()).isEqualTo(152);
        assertThat(result.retired()).containsExactly(old.id());
        assertThat(result.kept()).isEmpty();
        MasterKeys after = keys(next);
        assertThat(get(after, name)).contains("secret");
        assertThatThrownBy(() -> keys(old)).hasMessageContaining(next.id());
        assertThat(rotate(after).moved()).as("again").isZero();
    }

    @Test
    void aRotationThatDiedGoesOn() {
        Name name = put(keys(old), "secret");
        MasterKeys both = keys(next, old);
        KeyUse dies = new KeyUse() {
            @Override
            public long moveTo(MasterKey key) {
                throw new IllegalStateException("injected");
            }

            @Override
            public boolean uses(io.tarn.server.store.Transaction tx, String keyId) {
                return false;
            }
        };
        assertThatThrownBy(() -> new RotateKey(store, both, List.of(dies), (tx, what, key) -> {}).run())
                .hasMessage("injected");
        assertThat(get(both, name)).as("in between").contains("secret");
        Name during = put(both, "new");
        assertThatThrownBy(() -> keys(next)).as("both are needed").hasMessageContaining(old.id());

        rotate(both);

        MasterKeys after = keys(next);
        assertThat(get(after, name)).contains("secret");
        assertThat(get(after, during)).contains("new");
    }

    @Test
    void anOlderKeyIsNotTakenIntoUseAgain() {
        keys(old);
        rotate(keys(next, old));
        assertThatThrownBy(() -> rotate(keys(old, next))).hasMessageContaining("put the new one first");
    }
}
