package io.tarn.paimon;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the catalog what its user may see of a table. Goes with the table into the processes that read it, as the options of
 * the catalog do.
 */
final class PolicySource implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Map<String, String> options;
    private final String database;
    private final String table;

    private transient @Nullable CatalogServer server;
    private transient @Nullable QueryPolicy recent;
    private transient @Nullable Set<String> recentColumns;
    private transient long recentAt;

    /**
     * @param options of the catalog, with what the server's configuration added
     * @param table with a branch or not: the policy is that of the table
     */
    PolicySource(Map<String, String> options, Identifier table) {
        this.options = new HashMap<>(options);
        this.database = table.getDatabaseName();
        this.table = table.getTableName();
    }

    /**
     * What holds now for a query of these columns.
     *
     * @param columns null: all of them
     * @throws Catalog.TableNoPermissionException when the query is not allowed
     * @throws PolicyException when there is no answer, or none that is understood
     */
    QueryPolicy ask(@Nullable Collection<String> columns) {
        Http.Answer answer = post(columns);
        if (answer.status == 200) {
            QueryPolicy policy = QueryPolicy.parse(answer.body);
            remember(columns, policy);
            return policy;
        }
        String message = message(answer.body);
        if (answer.status == 403) {
            throw new Catalog.TableNoPermissionException(identifier(), new PolicyException(message));
        }
        throw new PolicyException(
                "The catalog does not say what may be read of " + name() + ": " + answer.status + " " + message);
    }

    /** As {@link #ask}, but an answer of the last seconds will do. */
    synchronized QueryPolicy recent(Collection<String> columns) {
        QueryPolicy known = recent;
        boolean covers = recentColumns == null || recentColumns.containsAll(columns);
        return known != null && covers && System.nanoTime() - recentAt < RECENT_NANOS ? known : ask(columns);
    }

    private synchronized void remember(@Nullable Collection<String> columns, QueryPolicy policy) {
        recent = policy;
        recentColumns = columns == null ? null : new HashSet<>(columns);
        recentAt = System.nanoTime();
    }

    /**
     * Lets pass who sees the table as it is.
     *
     * @param what is asked for, as the beginning of a sentence
     * @throws PolicyException for everybody else
     */
    void requireUnrestricted(String what) {
        if (restricts()) {
            throw refused(what);
        }
    }

    /**
     * Whether the user sees the table as it is, or writes it all the same and needs what writers need. An answer of the last
     * seconds will do; without any it does not.
     */
    boolean allowsFiles() {
        try {
            return recent(Collections.emptySet()).allowsFiles();
        } catch (Catalog.TableNoPermissionException | PolicyException e) {
            return false;
        }
    }

    /** For what would tell what is hidden. */
    PolicyException refused(String what) {
        return new PolicyException(what + " shows or skips what a row filter, a column mask or a missing privilege on a"
                + " column hides of " + name() + ", so it is refused");
    }

    /** Whether anything of the table is hidden, or all. */
    boolean restricts() {
        try {
            return ask(null).restricts();
        } catch (Catalog.TableNoPermissionException e) {
            return true;
        }
    }

    Identifier identifier() {
        return Identifier.create(database, table);
    }

    private String name() {
        return identifier().getFullName();
    }

    private Http.Answer post(@Nullable Collection<String> columns) {
        String select =
                columns == null ? "null" : columns.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
        CatalogServer asked = server();
        try {
            return asked.post(
                    asked.path("databases", database, "tables", table, "auth"), "{\"select\":" + select + "}");
        } catch (IOException e) {
            throw new PolicyException("The catalog cannot be asked what may be read of " + name() + ": " + e, e);
        }
    }

    private synchronized CatalogServer server() {
        CatalogServer known = server;
        if (known == null) {
            known = new CatalogServer(options);
            server = known;
        }
        return known;
    }

    private static String message(String body) {
        try {
            return JsonObject.of(Json.parse(body)).text("message");
        } catch (IllegalArgumentException e) {
            return "(without an explanation)";
        }
    }
}
