package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Page;
import io.tarn.server.store.AuditRows.Filter;
import io.tarn.server.store.AuditSeals.Anchor;
import io.tarn.server.store.AuditSeals.Chain;
import io.tarn.server.store.AuditSeals.Link;
import io.tarn.server.store.AuditSeals.Seal;
import io.tarn.server.store.AuditSeals.Sealed;
import io.tarn.server.store.AuditSeals.Signature;
import io.tarn.server.store.MasterKeyRows.Known;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The audit, its seals and anchors. */
abstract class AuditRowsContract extends StoreBed {
    private static final String HASH = "ab".repeat(32);

    AuditRowsContract(Store store) {
        super(store);
    }

    @Test
    void anEntryIsReadAsItWasWritten() {
        AuditEntry entry = entry("größe 𝄞 \\ ' \" %s ", Map.of("key ", "value \n\t\u0000 " + "ö".repeat(500)));
        insert(entry);
        assertThat(store.<Optional<AuditEntry>>read(tx -> tx.audit().find(entry.id())))
                .contains(entry);
    }

    @Test
    void theLongestEntryFits() {
        Map<String, String> details = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            details.put(i + "\"".repeat(100), "\\".repeat(1_000));
        }
        AuditEntry entry = entry("𝄞".repeat(2_000), details);
        insert(entry);
        assertThat(store.<Optional<AuditEntry>>read(tx -> tx.audit().find(entry.id())))
                .contains(entry);
    }

    @Test
    void listsGoBackInTimePageByPage() {
        String path = "pages." + Ids.next();
        List<AuditEntry> written = List.of(entry(path, Map.of()), entry(path, Map.of()), entry(path, Map.of()));
        written.forEach(this::insert);
        Filter filter = new Filter(null, null, path, null, null, 0, 0);
        Page<AuditEntry> first = store.read(tx -> tx.audit().list(filter, null, 2));
        UUID last = first.entries().get(1).id();
        Page<AuditEntry> second = store.read(tx -> tx.audit().list(filter, last, 2));
        assertThat(first.entries()).hasSize(2).isSubsetOf(written);
        assertThat(first.nextToken()).isEqualTo(last.toString());
        assertThat(second.entries()).hasSize(1).isSubsetOf(written).doesNotContainAnyElementsOf(first.entries());
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void twoWhoSealTheSameChainMakeOne() {
        UUID chain = begin();
        AuditEntry entry = entry("sealed", Map.of());
        insert(entry);
        Seal seal = seal(chain, 1, entry);
        assertThat(append(Link.BEGIN, seal)).isTrue();
        assertThat(append(Link.BEGIN, seal(chain, 1, entry)))
                .as("behind the head")
                .isFalse();
        assertThatThrownBy(() -> append(seal.link(), seal(chain, 2, entry)))
                .as("the same entry again")
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(chain(chain).head()).isEqualTo(seal.link());
        assertThat(store.<List<Seal>>read(tx -> tx.auditSeals().sealsOf(List.of(entry.id(), Ids.next()))))
                .containsExactly(seal);
    }

    @Test
    void aChainThatSpokeAgainIsNotClosed() {
        UUID chain = begin();
        store.write(tx -> {
            tx.auditSeals().seen(chain, NOW + 5);
            return true;
        });
        assertThat(store.<Boolean>write(tx -> tx.auditSeals().close(chain, NOW)))
                .isFalse();
        assertThat(store.<Boolean>write(tx -> tx.auditSeals().close(chain, NOW + 5)))
                .isTrue();
        assertThat(chain(chain).closed()).isTrue();
    }

    @Test
    void theBeginningOfAChainGoesWithItsEntries() {
        UUID chain = begin();
        AuditEntry first = entry("first", Map.of());
        AuditEntry second = entry("second", Map.of());
        insert(first);
        insert(second);
        Seal one = seal(chain, 1, first);
        append(Link.BEGIN, one);
        append(one.link(), seal(chain, 2, second));
        Signature signature = new Signature("key", HASH);
        assertThat(store.<Boolean>write(tx -> tx.auditSeals().trim(chain, Link.BEGIN, one.link(), signature)))
                .isTrue();
        assertThat(store.<Boolean>write(tx -> tx.auditSeals().trim(chain, Link.BEGIN, one.link(), signature)))
                .as("twice")
                .isFalse();
        assertThat(store.<Optional<AuditEntry>>read(tx -> tx.audit().find(first.id())))
                .isEmpty();
        assertThat(store.<Optional<AuditEntry>>read(tx -> tx.audit().find(second.id())))
                .isPresent();
        assertThat(store.<List<Sealed>>read(tx -> tx.auditSeals().after(chain, 0, 10)))
                .extracting(link -> link.seal().seq())
                .containsExactly(2L);
        assertThat(chain(chain).base()).isEqualTo(one.link());
        assertThat(chain(chain).baseSignature()).isEqualTo(signature);
    }

    @Test
    void anAnchorIsMadeOnceAndRemovedFromTheBeginning() {
        for (long seq = 1; seq <= 3; seq++) {
            insert(anchor(seq));
        }
        assertThatThrownBy(() -> insert(anchor(3))).isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<Optional<Anchor>>read(tx -> tx.auditSeals().newestAnchor()))
                .contains(anchor(3));
        assertThat(store.<Optional<Long>>read(tx -> tx.auditSeals().firstAnchorSince(2)))
                .contains(2L);
        assertThat(store.<Integer>write(tx -> tx.auditSeals().removeAnchorsBefore(3, 10)))
                .isEqualTo(2);
        assertThat(store.<List<Anchor>>read(tx -> tx.auditSeals().anchorsAfter(0, 10)))
                .containsExactly(anchor(3));
    }

    @Test
    void masterKeysAreKnownInTheOrderOfTheirUse() {
        Known first = new Known("first", 1, HASH, false);
        Known second = new Known("second", 2, HASH, false);
        store.write(tx -> {
            tx.masterKeys().insert(second);
            tx.masterKeys().insert(first);
            tx.masterKeys().retire("first");
            return true;
        });
        assertThat(store.<List<Known>>read(tx -> tx.masterKeys().all()))
                .containsSubsequence(new Known("first", 1, HASH, true), second);
    }

    private UUID begin() {
        UUID chain = Ids.next();
        store.write(tx -> {
            tx.auditSeals().begin(chain, NOW);
            return true;
        });
        return chain;
    }

    private Chain chain(UUID id) {
        return store.read(tx -> tx.auditSeals().chain(id)).orElseThrow();
    }

    private boolean append(Link from, Seal seal) {
        return store.write(tx -> tx.auditSeals().append(from, List.of(seal), NOW));
    }

    private static Seal seal(UUID chain, long seq, AuditEntry entry) {
        return new Seal(chain, seq, entry.id(), HASH, "0" + seq + "c".repeat(62), chain, NOW);
    }

    private static Anchor anchor(long seq) {
        return new Anchor(seq, seq, 1, "a\nb", AuditSeals.START, HASH, new Signature("key", HASH));
    }

    private void insert(Anchor anchor) {
        store.write(tx -> {
            tx.auditSeals().insert(anchor);
            return true;
        });
    }

    private void insert(AuditEntry entry) {
        store.write(tx -> {
            tx.audit().insert(entry);
            return true;
        });
    }

    private static AuditEntry entry(String path, Map<String, String> details) {
        return new AuditEntry(
                Ids.next(),
                "user:" + path,
                "service:" + path,
                path,
                "request",
                "CREATE_TABLE",
                new AuditEntry.Target("table", Ids.next(), path),
                "DENIED",
                path,
                7,
                new TreeMap<>(details));
    }
}
