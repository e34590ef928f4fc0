package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.Audit;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Relation;
import io.tarn.server.testing.Allowed;
import io.tarn.server.testing.Race;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Catalogs and databases. */
abstract class NamespaceRowsContract extends StoreBed {
    NamespaceRowsContract(Store store) {
        super(store);
    }

    @Test
    void aTableIsNeverLeftInADatabaseThatWasDroppedMeanwhile() {
        for (int round = 0; round < 15; round++) {
            Namespace parent = insertDatabase("parent" + round);
            Callable<Boolean> create = () -> store.write(tx -> {
                if (!tx.namespaces().touch(parent.id())) {
                    return false;
                }
                tx.relations().insert(relation(parent, "child"));
                return true;
            });
            Callable<Boolean> drop = () -> store.write(tx -> {
                boolean deleted = tx.namespaces().delete(parent.id());
                tx.relations()
                        .inNamespace(parent.id())
                        .forEach(child -> tx.relations().delete(child.id()));
                return deleted;
            });
            assertThat(Race.run(List.of(create, drop)).get(1)).isTrue();
            assertThat(store.<List<Relation>>read(tx -> tx.relations().inNamespace(parent.id())))
                    .isEmpty();
        }
    }

    @Test
    void aTakenDatabaseNameIsADuplicateKeyOnlyInItsOwnCatalog() {
        assertThatThrownBy(() -> insertDatabase("db")).isInstanceOf(DuplicateKeyException.class);
        catalog = Ids.next();
        assertThat(insertDatabase("db").catalogId()).isEqualTo(catalog);
    }

    @Test
    void aTakenCatalogNameIsADuplicateKey() {
        String name = "catalog-" + Ids.next();
        Location warehouse = Location.parse("file:/lake/" + name);
        Catalog first = new Catalog(Ids.next(), name, warehouse, Layout.PLAIN);
        insertCatalog(first);
        assertThatThrownBy(() -> insertCatalog(new Catalog(Ids.next(), name, warehouse, Layout.UNIQUE)))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<List<Catalog>>read(tx -> tx.catalogs().all()))
                .filteredOn(found -> found.name().equals(name))
                .containsExactly(first);
    }

    @Test
    void aDatabaseReadsBackAsItWasWritten() {
        Map<String, String> options = Map.of("a", "1", "unicode", "größe 😀", "quoted", "\"\\'\n");
        Namespace written =
                new Namespace(Ids.next(), catalog, "whole", options, 0, Audit.created(Allowed.ME.principal(), NOW));
        insert(written);
        assertThat(store.<Namespace>read(
                        tx -> tx.namespaces().find(catalog, "whole").orElseThrow()))
                .isEqualTo(written);
    }

    @Test
    void aDatabaseThatChangedMeanwhileIsNotOverwritten() {
        Namespace first = changed(database, Map.of("by", "first"));
        Namespace second = changed(database, Map.of("by", "second"));
        assertThat(store.<Boolean>write(tx -> tx.namespaces().update(first))).isTrue();
        assertThat(store.<Boolean>write(tx -> tx.namespaces().update(second))).isFalse();
        assertThat(store.<Namespace>read(
                                tx -> tx.namespaces().find(catalog, "db").orElseThrow())
                        .options())
                .containsExactly(Map.entry("by", "first"));
    }

    private void insertCatalog(Catalog entry) {
        store.write(tx -> {
            tx.catalogs().insert(entry, NOW);
            return true;
        });
    }
}
