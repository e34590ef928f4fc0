package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Relation;
import io.tarn.server.store.LocationClaims.Claim;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whose directory is whose, and until when. */
abstract class LocationClaimsContract extends StoreBed {
    LocationClaimsContract(Store store) {
        super(store);
    }

    @Test
    void aDirectoryBelongsToOneTableAlsoAfterThatWasDropped() {
        Relation table = insertTable("t");
        drop(table);
        assertThat(store.<UUID>read(
                        tx -> tx.locations().ownerOf(table.location()).orElseThrow()))
                .isEqualTo(table.id());
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.locations().claim(table.location(), Ids.next(), catalog, NOW);
                    return true;
                }))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<Boolean>read(tx -> tx.locations()
                        .ownerOf(Location.parse("s3://bucket/nobody"))
                        .isPresent()))
                .isFalse();
    }

    @Test
    void theDirectoryOfADroppedTableWaitsInTheQueueUntilItIsReleased() {
        Relation table = insertTable("t");
        Claim claim = new Claim(table.location(), table.id(), catalog);
        assertThat(dropped(Long.MAX_VALUE)).isEmpty();
        assertThat(store.<Boolean>read(tx -> tx.locations().isDropped(claim))).isFalse();
        assertThat(store.<Boolean>write(tx -> tx.locations().release(claim)))
                .as("of a live table")
                .isFalse();

        drop(table);

        assertThat(dropped(Long.MAX_VALUE)).containsExactly(claim);
        assertThat(dropped(1)).as("too young").isEmpty();
        assertThat(store.<Boolean>write(tx -> tx.locations().release(claim))).isTrue();
        assertThat(store.<Boolean>write(tx -> tx.locations().release(claim))).isFalse();
    }

    /** What this test dropped; the queue is one for the whole store. */
    private List<Claim> dropped(long until) {
        return store.<List<Claim>>read(tx -> tx.locations().dropped(until, 1_000)).stream()
                .filter(claim -> claim.catalogId().equals(catalog))
                .toList();
    }
}
