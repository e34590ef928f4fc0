package io.tarn.server.ops.adoption;

import io.tarn.server.files.StorageException;
import io.tarn.server.model.Location;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.adoption.Finding.Code;
import io.tarn.server.ops.adoption.ImportWarehouse.Pause;
import io.tarn.server.ops.partitions.PartitionCounter;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.ops.snapshots.SettleFiles;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what the database says of tables against what storage has, a page of tables at a time.
 *
 * <p>Servers work meanwhile. What is found of a table is looked for again a moment later, and only what is found twice is
 * told: a commit between its decision and its file is no damage.
 */
public final class CheckTables {
    /**
     * What is asked for.
     *
     * @param catalogs those to look at
     * @param database only tables of this one; null for all
     * @param table only this one of the database; null for all
     * @param deep whether to read manifests, look for data files, and count
     * @param repair whether to repair what the database can decide alone
     */
    public record Request(
            List<Catalogs.Entry> catalogs,
            @Nullable String database,
            @Nullable String table,
            boolean deep,
            boolean repair) {
        public Request {
            catalogs = List.copyOf(catalogs);
        }

        boolean wants(TableName name) {
            return (database == null || database.equals(name.database()))
                    && (table == null || table.equals(name.table()));
        }

        private Optional<Catalogs.Entry> catalog(UUID id) {
            return catalogs.stream()
                    .filter(entry -> entry.catalog().id().equals(id))
                    .findFirst();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(CheckTables.class);
    private static final int PAGE = 200;
    private static final int LOOKS = 5;
    private static final Duration SECOND_LOOK = Duration.ofSeconds(2);

    private final Store store;
    private final CheckHistory history;
    private final CheckContents contents;
    private final CheckMirror mirror;
    private final CheckPlaces places;
    private final RepairTable repair;
    private final Pause pause;

    public CheckTables(
            Store store,
            FileFormats formats,
            SnapshotContents contents,
            PartitionCounter counter,
            Pause pause,
            Clock clock) {
        this.store = store;
        this.history = new CheckHistory(store, formats);
        this.contents = new CheckContents(store, formats, contents, counter);
        this.mirror = new CheckMirror(store);
        this.places = new CheckPlaces(store);
        SettleFiles settle = new SettleFiles(store, CommitSteps.unobserved());
        Publication publication = new Publication(store, settle, CommitSteps.unobserved());
        this.repair = new RepairTable(store, publication, settle, mirror, clock);
        this.pause = pause;
    }

    /**
     * @param told of each finding, when it is repaired or left
     * @param progress told how many branches were looked at so far, from time to time
     * @return how many branches were looked at
     */
    public long run(Request request, Consumer<Finding> told, LongConsumer progress) {
        long looked = 0;
        UUID after = new UUID(0, 0);
        String afterBranch = "";
        List<Head> page;
        do {
            UUID from = after;
            String fromBranch = afterBranch;
            page = store.read(tx -> tx.relations().heads(from, fromBranch, PAGE));
            List<Inspected> suspects = new ArrayList<>();
            for (Head head : page) {
                after = head.relation().id();
                afterBranch = head.branch().name();
                Optional<Inspected> table = wanted(request, head);
                table.ifPresent(found -> look(request, found));
                table.filter(found -> !found.findings().isEmpty()).ifPresent(suspects::add);
                looked += table.isPresent() ? 1 : 0;
            }
            lookAgain(request, suspects, told);
            progress.accept(looked);
        } while (page.size() == PAGE);
        if (request.table() == null) {
            for (Catalogs.Entry catalog : request.catalogs()) {
                places.run(request, catalog, told);
            }
        }
        return looked;
    }

    private Optional<Inspected> wanted(Request request, Head head) {
        return request.catalog(head.relation().catalogId())
                .flatMap(catalog -> store.read(tx -> tx.relations()
                                .nameOf(catalog.catalog().id(), head.relation().id()))
                        .map(name -> new TableName(
                                name.database(), name.table(), head.branch().name()))
                        .filter(request::wants)
                        .map(name -> new Inspected(catalog, head, name)));
    }

    private void lookAgain(Request request, List<Inspected> suspects, Consumer<Finding> told) {
        if (suspects.isEmpty()) {
            return;
        }
        pause.await(SECOND_LOOK);
        for (Inspected first : suspects) {
            stable(request, first).ifPresent(second -> {
                second.findings().stream()
                        .filter(finding -> first.findings().stream().anyMatch(finding::sameAs))
                        .map(finding -> request.repair() ? repaired(request, second, finding) : finding)
                        .forEach(told);
            });
        }
    }

    /** A look during which the branch did not move; empty when it is gone, or commits come faster than one can look. */
    private Optional<Inspected> stable(Request request, Inspected first) {
        for (int attempt = 0; attempt < LOOKS; attempt++) {
            Optional<Inspected> second = again(first);
            second.ifPresent(table -> look(request, table));
            if (second.isEmpty()
                    || again(first)
                            .filter(now -> now.branch().equals(second.get().branch()))
                            .isPresent()) {
                return second;
            }
        }
        return Optional.empty();
    }

    private Optional<Inspected> again(Inspected before) {
        return store.read(tx -> tx.relations()
                        .head(before.relation().id(), before.branch().name()))
                .map(head -> new Inspected(before.catalog(), head, before.name()));
    }

    private Finding repaired(Request request, Inspected table, Finding finding) {
        if (!finding.code().repairable()) {
            return finding;
        }
        try {
            repair.run(table, finding);
            Optional<Inspected> after = again(table);
            after.ifPresent(now -> look(request, now));
            boolean gone =
                    after.stream().flatMap(now -> now.findings().stream()).noneMatch(finding::sameAs);
            return gone ? finding.gone() : finding;
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("object", finding.object())
                    .addKeyValue("finding", finding.code())
                    .setCause(e)
                    .log("a repair failed");
            return finding;
        }
    }

    private void look(Request request, Inspected table) {
        try {
            if (table.isMain()) {
                claim(table);
            }
            switch (table.relation().ownership()) {
                case MANAGED -> {
                    if (history.run(table) && request.deep()) {
                        contents.run(table);
                    }
                }
                case EXTERNAL -> mirror.run(table);
                case WITHOUT_HISTORY -> {}
            }
        } catch (StorageException | TarnException e) {
            LOG.atWarn().addKeyValue("table", table.relation().id()).setCause(e).log("a table could not be checked");
            table.found(Code.UNREADABLE, "", String.valueOf(e.getMessage()));
        }
    }

    private void claim(Inspected table) {
        Location location = table.relation().location();
        boolean own = store.read(tx -> tx.locations().ownerOf(location))
                .filter(table.relation().id()::equals)
                .isPresent();
        if (!own) {
            table.found(Code.TABLE_WITHOUT_CLAIM, "", "its place " + location + " is not noted as its own");
        }
    }
}
