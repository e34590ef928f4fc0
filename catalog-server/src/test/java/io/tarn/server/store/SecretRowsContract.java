package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.Ids;
import io.tarn.server.store.MasterKeyRows.Known;
import io.tarn.server.store.SecretRows.Name;
import io.tarn.server.store.SecretRows.Secret;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Kept secrets, and the keys that they are encrypted with. */
abstract class SecretRowsContract extends StoreBed {
    private static final UUID FIRST = new UUID(0, 0);

    SecretRowsContract(Store store) {
        super(store);
    }

    @Test
    void aSecretIsReplacedOnlyByWhoKnowsIt() {
        Secret secret = secret("key-a", "01");
        insert(secret);
        Secret next = new Secret(secret.id(), secret.name(), "key-b", "02ff", NOW + 1);
        assertThat(replace(secret, next)).isTrue();
        assertThat(replace(secret, next)).as("it is another one now").isFalse();
        assertThat(find(secret.name())).contains(next);
        assertThatThrownBy(() -> insert(new Secret(Ids.next(), secret.name(), "key-b", "03", NOW)))
                .as("the name is taken")
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<Boolean>write(tx -> tx.secrets().delete(secret.id()))).isTrue();
        assertThat(find(secret.name())).isEmpty();
    }

    @Test
    void secretsGoWithTheirOwner() {
        Secret mine = secret("key-c", "01");
        Secret other = secret("key-c", "01");
        insert(mine);
        insert(other);
        store.write(tx -> {
            tx.secrets().deleteAll("owner", mine.name().ownerId());
            return true;
        });
        assertThat(find(mine.name())).isEmpty();
        assertThat(find(other.name())).contains(other);
    }

    @Test
    void secretsOfAKeyAreFoundPageByPage() {
        List<Secret> secrets = List.of(secret("key-d", "01"), secret("key-d", "02"), secret("key-d", "03"));
        secrets.forEach(this::insert);
        List<Secret> first = store.read(tx -> tx.secrets().withKey("key-d", FIRST, 2));
        List<Secret> second =
                store.read(tx -> tx.secrets().withKey("key-d", first.get(1).id(), 2));
        assertThat(first).hasSize(2).isSubsetOf(secrets);
        assertThat(second).hasSize(1).isSubsetOf(secrets).doesNotContainAnyElementsOf(first);
    }

    @Test
    void aKeyThatIsRetiredIsNotHeld() {
        store.write(tx -> {
            tx.masterKeys().insert(new Known("held", 5, "ab", false));
            return true;
        });
        assertThat(store.<Boolean>write(tx -> tx.masterKeys().hold("held"))).isTrue();
        assertThat(store.<Boolean>write(tx -> tx.masterKeys().hold("unknown"))).isFalse();
        store.write(tx -> {
            tx.masterKeys().retire("held");
            return true;
        });
        assertThat(store.<Boolean>write(tx -> tx.masterKeys().hold("held"))).isFalse();
    }

    private static Secret secret(String key, String ciphertext) {
        return new Secret(Ids.next(), new Name("owner", Ids.next(), "größe"), key, ciphertext, NOW);
    }

    private void insert(Secret secret) {
        store.write(tx -> {
            tx.secrets().insert(secret);
            return true;
        });
    }

    private boolean replace(Secret from, Secret to) {
        return store.write(tx -> tx.secrets().replace(from, to));
    }

    private Optional<Secret> find(Name name) {
        return store.read(tx -> tx.secrets().find(name));
    }
}
