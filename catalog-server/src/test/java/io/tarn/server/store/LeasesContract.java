package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.store.Leases.Lease;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One server at a time. */
abstract class LeasesContract extends StoreBed {
    LeasesContract(Store store) {
        super(store);
    }

    @Test
    void aLeaseHasOneHolderUntilItExpires() {
        Lease first = acquire("a", 100, 200).orElseThrow();

        assertThat(acquire("b", 150, 250)).as("while it is held").isEmpty();
        assertThat(acquire("a", 150, 300)).as("prolonged").contains(first);
        assertThat(acquire("b", 250, 350)).as("until the new end").isEmpty();
        Lease second = acquire("b", 300, 400).orElseThrow();

        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(store.<Boolean>write(tx -> tx.leases().holds(first))).isFalse();
        assertThat(store.<Boolean>write(tx -> tx.leases().holds(second))).isTrue();
    }

    private Optional<Lease> acquire(String holder, long now, long expiresAt) {
        return store.write(tx -> tx.leases().acquire("job", holder, now, expiresAt));
    }
}
