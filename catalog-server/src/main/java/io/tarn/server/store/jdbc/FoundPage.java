package io.tarn.server.store.jdbc;

import io.tarn.server.model.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The page of a list that was chosen from what its caller sees.
 *
 * @param rows in the order of the list
 * @param size how many the page may have
 */
record FoundPage(List<Row> rows, int size) {
    /** What is needed to know of a row whether it belongs to a page. */
    record Row(UUID id, UUID parent, String kind, String name) {}

    private record Entry<T>(UUID id, UUID parent, T value) {}

    /** What an entry of the page is made of. */
    interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    Page<String> names() {
        return Page.of(rows.stream().map(Row::name).toList(), size, name -> name);
    }

    /**
     * The page's rows in full. What was dropped or moved to another database since they were chosen is not among them, and
     * the list goes on all the same.
     *
     * @param sql selects id, namespace_id and what the mapper reads, {@code where id in (<ids>)}
     */
    <T> Page<T> entries(Handle handle, String sql, Mapper<T> mapper) {
        Map<UUID, UUID> parents = new HashMap<>();
        rows.forEach(row -> parents.put(row.id(), row.parent()));
        Map<UUID, T> found = new HashMap<>();
        IdLookup.list(
                        handle,
                        sql,
                        parents.keySet(),
                        (row, context) -> new Entry<>(
                                Columns.uuid(row, "id"), Columns.uuid(row, "namespace_id"), mapper.map(row)))
                .stream()
                .filter(entry -> entry.parent().equals(parents.get(entry.id())))
                .forEach(entry -> found.put(entry.id(), entry.value()));
        List<T> entries = rows.stream()
                .map(row -> found.get(row.id()))
                .filter(Objects::nonNull)
                .toList();
        return new Page<>(entries, names().nextToken());
    }
}
