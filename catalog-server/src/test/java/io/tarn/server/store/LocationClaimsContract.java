package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Relation;
import io.tarn.server.store.LocationClaims.Claim;
import io.tarn.server.testing.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
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
    void aTransactionSeesWhatItHasClaimedItself() {
        UUID table = Ids.next();
        Location place = Location.parse("s3://bucket/claimed-" + table);
        boolean taken = store.write(tx -> {
            tx.locations().claim(place, table, catalog, NOW);
            return tx.locations()
                    .touching(Location.parse(place + "/inside"), Ids.next())
                    .isPresent();
        });
        assertThat(taken).isTrue();
    }

    @Test
    void aPlaceIsNobodysWhenItsTableIsNeitherThereNorDropped() {
        Relation table = insertTable("t");
        Relation dropped = insertTable("dropped");
        drop(dropped);
        Claim lost = new Claim(Location.parse("s3://bucket/lost-" + Ids.next()), Ids.next(), catalog);
        store.write(tx -> {
            tx.locations().claim(lost.location(), lost.relationId(), catalog, NOW);
            return true;
        });

        List<Claim> nobodys = store.read(tx -> tx.locations().ofNobody(1_000_000));
        assertThat(nobodys).contains(lost);
        assertThat(nobodys).extracting(Claim::relationId).doesNotContain(table.id(), dropped.id());
        assertThat(store.read(tx -> tx.locations().ofNobody(1)).size()).isEqualTo(1);
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

    @Test
    void aPlaceTouchesWhatItContainsAndWhatItLiesInAndNothingElse() {
        UUID owner = Ids.next();
        Location root = Location.parse("s3://" + catalog);
        Location place = root.child("a").child("b");
        claim(place, owner);
        for (Location touching : List.of(
                place, place.child("c"), place.child("c").child("d"), root.child("a"), root, place.child("0"))) {
            assertThat(touching(touching, Ids.next())).as("%s", touching).contains(owner);
            assertThat(touching(touching, owner)).as("%s itself", touching).isEmpty();
        }
        for (Location apart : List.of(
                root.child("b"),
                root.child("a").child("b0"),
                root.child("a").child("b-"),
                root.child("a").child("B"),
                root.child("a").child("b c"),
                root.child("a ").child("b"))) {
            assertThat(touching(apart, Ids.next())).as("%s", apart).isEmpty();
        }
        store.write(tx -> {
            tx.locations().release(owner);
            return true;
        });
        assertThat(touching(place, Ids.next())).isEmpty();
    }

    @Test
    void ofPlacesThatWouldContainEachOtherExactlyOneIsClaimed() {
        Location root = Location.parse("s3://" + catalog);
        for (int round = 0; round < 5; round++) {
            Location base = root.child("round-" + round);
            List<Callable<Boolean>> claims = new ArrayList<>();
            for (Location place : List.of(base, base.child("a"), base.child("a").child("b"), base)) {
                claims.add(() -> claimIfFree(place));
            }
            assertThat(Race.run(claims)).containsOnlyOnce(true);
        }
    }

    private boolean claimIfFree(Location place) {
        while (true) {
            try {
                return store.write(tx -> {
                    tx.locations().guard(place);
                    boolean free = tx.locations().touching(place, Ids.next()).isEmpty();
                    if (free) {
                        tx.locations().claim(place, Ids.next(), catalog, NOW);
                    }
                    return free;
                });
            } catch (DuplicateKeyException e) {
                // Two wrote the guard for the first time at once.
            }
        }
    }

    private void claim(Location place, UUID owner) {
        store.write(tx -> {
            tx.locations().claim(place, owner, catalog, NOW);
            return true;
        });
    }

    private Optional<UUID> touching(Location place, UUID self) {
        return store.read(tx -> tx.locations().touching(place, self));
    }

    /** What this test dropped; the queue is one for the whole store. */
    private List<Claim> dropped(long until) {
        return store.<List<Claim>>read(tx -> tx.locations().dropped(until, 1_000)).stream()
                .filter(claim -> claim.catalogId().equals(catalog))
                .toList();
    }
}
