package io.tarn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.cli.AccessChange.AddMember;
import io.tarn.cli.AccessChange.CreatePrincipal;
import io.tarn.cli.AccessChange.DropPolicy;
import io.tarn.cli.AccessChange.DropPrincipal;
import io.tarn.cli.AccessChange.Enable;
import io.tarn.cli.AccessChange.PutGrant;
import io.tarn.cli.AccessChange.PutPolicy;
import io.tarn.cli.AccessChange.RemoveMember;
import io.tarn.cli.AccessChange.Revoke;
import io.tarn.cli.AccessChange.Trust;
import io.tarn.cli.AccessState.CatalogAccess;
import io.tarn.cli.AccessState.PrincipalState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Between two random states, in whatever moment an apply is broken off. */
class AccessOrderTest {
    private static final int PAIRS = 200;

    @Test
    void nobodyEverHoldsWhatNeitherStateGives() {
        RandomAccess random = new RandomAccess(20261129);
        for (int i = 0; i < PAIRS; i++) {
            AccessState before = random.next();
            AccessState after = random.next();
            HeldRights old = new HeldRights(before);
            HeldRights young = new HeldRights(after);
            AccessState state = before;
            List<String> done = new ArrayList<>();
            for (AccessChange change : AccessPlan.of(before, after, true)) {
                state = with(state, change);
                done.add(change.sign() + " " + change.text());
                HeldRights now = new HeldRights(state);
                for (String label : state.principals().keySet()) {
                    Set<Object> more = new HashSet<>(now.of(label));
                    more.removeAll(old.of(label));
                    more.removeAll(young.of(label));
                    assertThat(more)
                            .as("%s in pair %s after %s", label, i, done)
                            .isEmpty();
                }
            }
            assertThat(state).as("pair " + i).isEqualTo(after);
        }
    }

    private static AccessState with(AccessState state, AccessChange change) {
        AccessState next = new AccessState(new TreeMap<>(state.principals()), new TreeMap<>());
        state.catalogs()
                .forEach((catalog, access) -> next.catalogs()
                        .put(
                                catalog,
                                new CatalogAccess(new TreeMap<>(access.grants()), new TreeMap<>(access.policies()))));
        if (change instanceof CreatePrincipal create) {
            next.principals().put(create.label(), new PrincipalState(true, false, new TreeSet<>()));
        } else if (change instanceof DropPrincipal drop) {
            drop(next, drop.label());
        } else if (change instanceof Enable enable) {
            next.principals()
                    .computeIfPresent(
                            enable.label(),
                            (label, is) -> new PrincipalState(enable.enabled(), is.enforces(), is.members()));
        } else if (change instanceof Trust trust) {
            next.principals()
                    .computeIfPresent(
                            trust.label(),
                            (label, is) -> new PrincipalState(is.enabled(), trust.enforces(), is.members()));
        } else if (change instanceof AddMember add) {
            members(next, add.group()).add(add.member());
        } else if (change instanceof RemoveMember remove) {
            members(next, remove.group()).remove(remove.member());
        } else if (change instanceof PutGrant put) {
            next.catalog(put.catalog()).grants().put(put.key(), put.terms());
        } else if (change instanceof Revoke revoke) {
            next.catalog(revoke.catalog()).grants().remove(revoke.key());
        } else if (change instanceof PutPolicy put) {
            next.catalog(put.catalog()).policies().put(put.key(), put.sql());
        } else if (change instanceof DropPolicy drop) {
            next.catalog(drop.catalog()).policies().remove(drop.key());
        }
        return next;
    }

    /** Of a copy. */
    private static SortedSet<String> members(AccessState state, String group) {
        PrincipalState is = state.principals().get(group);
        PrincipalState copy = new PrincipalState(is.enabled(), is.enforces(), is.members());
        state.principals().put(group, copy);
        return copy.members();
    }

    private static void drop(AccessState state, String label) {
        state.principals().remove(label);
        for (String group : List.copyOf(state.principals().keySet())) {
            members(state, group).remove(label);
        }
        state.catalogs().values().forEach(access -> {
            access.grants().keySet().removeIf(key -> key.principal().equals(label));
            access.policies().keySet().removeIf(key -> key.principal().equals(label));
        });
    }
}
