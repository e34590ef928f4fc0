package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.auth.Principal;
import io.tarn.server.model.Ids;
import io.tarn.server.store.AccessKeyRows.AccessKey;
import io.tarn.server.store.AccessKeyRows.Signer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Key pairs that requests are signed with. */
abstract class AccessKeyRowsContract extends StoreBed {
    AccessKeyRowsContract(Store store) {
        super(store);
    }

    @Test
    void aKeyIsFoundByItsExactIdWithWhoseItIs() {
        Principal principal = insertPrincipal();
        AccessKey key = insertKey(principal);
        insertKey(insertPrincipal());
        assertThat(find(key.accessKeyId())).contains(new Signer(principal, true, key.id()));
        assertThat(find(key.accessKeyId().toUpperCase(Locale.ROOT))).isEmpty();
        assertThat(find("")).isEmpty();
        store.write(tx -> tx.principals().setEnabled(principal.id(), false, change(tx)));
        assertThat(find(key.accessKeyId())).contains(new Signer(principal, false, key.id()));
        store.write(tx -> tx.principals().drop(principal.id(), change(tx)));
        assertThat(find(key.accessKeyId())).as("of one that was dropped").isEmpty();
    }

    @Test
    void aKeyIsRevokedByItsOwnPrincipalOnceAndForEver() {
        Principal principal = insertPrincipal();
        AccessKey key = insertKey(principal);
        AccessKey kept = insertKey(principal);
        assertThat(revoke(insertPrincipal(), key, 5)).as("by another").isFalse();
        assertThat(find(key.accessKeyId())).isPresent();
        assertThat(revoke(principal, key, 6)).isTrue();
        assertThat(revoke(principal, key, 7)).as("again").isTrue();
        assertThat(find(key.accessKeyId())).isEmpty();
        assertThat(find(kept.accessKeyId())).isPresent();
        assertThat(of(principal)).containsExactlyInAnyOrder(revoked(key, 6), kept);
    }

    @Test
    void theKeysOfAPrincipalGoTogetherAndNobodyElses() {
        Principal principal = insertPrincipal();
        AccessKey other = insertKey(insertPrincipal());
        List<AccessKey> keys = List.of(insertKey(principal), insertKey(principal), insertKey(principal));
        Comparator<AccessKey> byId = Comparator.comparing(key -> key.id().toString());
        assertThat(of(principal)).isEqualTo(keys.stream().sorted(byId).toList());
        store.write(tx -> {
            tx.accessKeys().deleteAll(principal.id());
            return true;
        });
        assertThat(of(principal)).isEmpty();
        assertThat(find(keys.get(0).accessKeyId())).isEmpty();
        assertThat(find(other.accessKeyId())).isPresent();
    }

    @Test
    void twoKeysCannotShareAnId() {
        AccessKey key = insertKey(insertPrincipal());
        AccessKey same =
                new AccessKey(Ids.next(), key.accessKeyId(), insertPrincipal().id(), NOW, "root", 0);
        assertThatThrownBy(() -> insert(same)).isInstanceOf(DuplicateKeyException.class);
    }

    private Principal insertPrincipal() {
        Principal principal = new Principal(Ids.next(), Principal.Kind.SERVICE, "signer-" + Ids.next());
        insert(principal);
        return principal;
    }

    private AccessKey insertKey(Principal principal) {
        AccessKey key = new AccessKey(Ids.next(), "key-" + Ids.next(), principal.id(), NOW, "root", 0);
        insert(key);
        return key;
    }

    private void insert(AccessKey key) {
        store.write(tx -> {
            tx.accessKeys().insert(key);
            return true;
        });
    }

    private Optional<Signer> find(String accessKeyId) {
        return store.read(tx -> tx.accessKeys().find(accessKeyId));
    }

    private List<AccessKey> of(Principal principal) {
        UUID id = principal.id();
        return store.read(tx -> tx.accessKeys().of(id));
    }

    private boolean revoke(Principal principal, AccessKey key, long now) {
        return store.write(tx -> tx.accessKeys().revoke(principal.id(), key.id(), now));
    }

    private static AccessKey revoked(AccessKey key, long at) {
        return new AccessKey(key.id(), key.accessKeyId(), key.principalId(), key.createdAt(), key.createdBy(), at);
    }
}
