package io.tarn.server.ops.projection;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.VisiblePages;
import io.tarn.server.store.ProjectionRows.Current;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.Store;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Tells of all tables of a database whether Iceberg's readers may read them, as far as that is known: no file is read. The
 * same two statements for every page, whatever is in it.
 */
public final class ListProjections {
    private final Store store;
    private final Access access;
    private final ProjectTable project;

    public ListProjections(Store store, Access access, ProjectTable project) {
        this.store = store;
        this.access = access;
        this.project = project;
    }

    /** A table's verdicts; one that neither shows nor refuses comes with the next load. */
    public record Entry(String table, GetProjection.Result result) {}

    /** @throws TarnException DATABASE_NOT_FOUND */
    public Page<Entry> run(Caller caller, Catalogs.Entry catalog, String database, PageRequest page) {
        Names.check("database", database);
        Namespace namespace = access.database(caller, Operation.LIST_TABLE_PROJECTIONS, catalog, database);
        Visibility visible = access.in(caller, catalog, namespace, Securable.Kind.TABLE, false);
        Page<Detail> details = new VisiblePages<Detail>(
                        store,
                        (tx, size, after, shown) -> tx.relations()
                                .details(namespace.id(), new PageRequest(size, after, page.pattern()), null, shown),
                        entry -> entry.head().relation().name(),
                        entry -> database,
                        entry -> entry.head().relation().name())
                .read(page.size(), page.after(), visible);
        List<UUID> ids = details.entries().stream()
                .map(detail -> detail.head().relation().id())
                .toList();
        Map<UUID, List<Current>> rows = store.read(tx -> tx.projections().ofTables(ids)).stream()
                .collect(Collectors.groupingBy(Current::relationId));
        return details.map(detail ->
                entry(detail, rows.getOrDefault(detail.head().relation().id(), List.of())));
    }

    private Entry entry(Detail detail, List<Current> rows) {
        Map<Format, ProjectTable.Verdict> verdicts = new EnumMap<>(Format.class);
        for (Format format : Format.values()) {
            Optional<Current> row = rows.stream()
                    .filter(current -> current.format().equals(format.word()))
                    .findFirst();
            verdicts.put(format, project.known(detail, format, row));
        }
        return new Entry(
                detail.head().relation().name(),
                new GetProjection.Result(detail.head().relation().id(), verdicts));
    }
}
