package io.tarn.auth;

import static io.tarn.auth.Securable.Kind.CATALOG;
import static io.tarn.auth.Securable.Kind.DATABASE;
import static io.tarn.auth.Securable.Kind.FUNCTION;
import static io.tarn.auth.Securable.Kind.SERVER;
import static io.tarn.auth.Securable.Kind.TABLE;
import static io.tarn.auth.Securable.Kind.VIEW;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one place that says what an operation needs. An operation without an entry is denied; a test holds this table and
 * {@link Operation} together.
 */
public final class OperationTable {
    /** A privilege, and the kind of object it must be held on. */
    public record Requirement(Privilege privilege, Securable.Kind on) {}

    private static final Map<Operation, List<Requirement>> ENTRIES = entries();

    private OperationTable() {}

    /**
     * What {@code operation} needs, all of it, in the order in which its securables are named.
     *
     * @return an empty list when any authenticated principal may; an empty optional when there is no entry: deny
     */
    public static Optional<List<Requirement>> requirements(Operation operation) {
        return Optional.ofNullable(ENTRIES.get(operation));
    }

    private static Map<Operation, List<Requirement>> entries() {
        Map<Operation, List<Requirement>> table = new EnumMap<>(Operation.class);
        // Clients read these before they know any object; lists show only what the caller may see.
        put(table, Operation.GET_CONFIG);
        put(table, Operation.LIST_DATABASES);
        put(table, Operation.LIST_ALL_TABLES);
        put(table, Operation.LIST_ALL_VIEWS);
        put(table, Operation.LIST_ALL_FUNCTIONS);
        put(table, Operation.UNSUPPORTED);

        put(table, Operation.CREATE_DATABASE, new Requirement(Privilege.CREATEDATABASE, CATALOG));
        put(table, Operation.GET_DATABASE, new Requirement(Privilege.DESCRIBE, DATABASE));
        put(table, Operation.ALTER_DATABASE, new Requirement(Privilege.ALTER, DATABASE));
        put(table, Operation.DROP_DATABASE, new Requirement(Privilege.DROP, DATABASE));

        put(table, Operation.LIST_TABLES, new Requirement(Privilege.LIST, DATABASE));
        put(table, Operation.LIST_VIEWS, new Requirement(Privilege.LIST, DATABASE));
        put(table, Operation.LIST_FUNCTIONS, new Requirement(Privilege.LIST, DATABASE));
        // Details show the texts of all, so they need what reading each one needs, held on the database.
        put(table, Operation.LIST_TABLE_DETAILS, new Requirement(Privilege.SELECT, DATABASE));
        put(table, Operation.LIST_VIEW_DETAILS, new Requirement(Privilege.SELECT, DATABASE));
        put(table, Operation.LIST_FUNCTION_DETAILS, new Requirement(Privilege.SELECT, DATABASE));

        put(table, Operation.CREATE_TABLE, new Requirement(Privilege.CREATETABLE, DATABASE));
        for (Operation external : List.of(Operation.CREATE_EXTERNAL_TABLE, Operation.REGISTER_TABLE)) {
            put(
                    table,
                    external,
                    new Requirement(Privilege.CREATETABLE, DATABASE),
                    new Requirement(Privilege.USELOCATION, CATALOG));
        }
        put(table, Operation.GET_TABLE, new Requirement(Privilege.SELECT, TABLE));
        put(table, Operation.ALTER_TABLE, new Requirement(Privilege.ALTER, TABLE));
        put(table, Operation.DROP_TABLE, new Requirement(Privilege.DROP, TABLE));
        put(
                table,
                Operation.RENAME_TABLE,
                new Requirement(Privilege.ALTER, TABLE),
                new Requirement(Privilege.CREATETABLE, DATABASE));
        put(table, Operation.GET_SNAPSHOT, new Requirement(Privilege.SELECT, TABLE));
        put(table, Operation.LIST_SNAPSHOTS, new Requirement(Privilege.SELECT, TABLE));
        put(table, Operation.LIST_PARTITIONS, new Requirement(Privilege.SELECT, TABLE));
        put(table, Operation.CREATE_PARTITIONS, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.DROP_PARTITIONS, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.MARK_PARTITIONS, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.COMMIT_SNAPSHOT, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.LIST_SCHEMAS, new Requirement(Privilege.SELECT, TABLE));
        put(table, Operation.GET_SCHEMA, new Requirement(Privilege.SELECT, TABLE));
        // Writers of 1.4 and later roll a compaction back by themselves when their own commit is in conflict with it.
        put(table, Operation.ROLLBACK_TABLE, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.ROLLBACK_SCHEMA, new Requirement(Privilege.ALTER, TABLE));
        put(
                table,
                Operation.REPLACE_TABLE,
                new Requirement(Privilege.ALTER, TABLE),
                new Requirement(Privilege.UPDATE, TABLE));

        // A branch is secured as its table.
        put(table, Operation.LIST_BRANCHES, new Requirement(Privilege.SELECT, TABLE));
        put(table, Operation.CREATE_BRANCH, new Requirement(Privilege.ALTER, TABLE));
        put(table, Operation.DROP_BRANCH, new Requirement(Privilege.ALTER, TABLE));
        put(table, Operation.RENAME_BRANCH, new Requirement(Privilege.ALTER, TABLE));
        put(table, Operation.FORWARD_BRANCH, new Requirement(Privilege.ALTER, TABLE));
        put(table, Operation.LIST_TAGS, new Requirement(Privilege.SELECT, TABLE));
        put(table, Operation.GET_TAG, new Requirement(Privilege.SELECT, TABLE));
        put(table, Operation.CREATE_TAG, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.DELETE_TAG, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.LIST_CONSUMERS, new Requirement(Privilege.SELECT, TABLE));
        put(table, Operation.RESET_CONSUMER, new Requirement(Privilege.UPDATE, TABLE));

        put(table, Operation.CREATE_VIEW, new Requirement(Privilege.CREATEVIEW, DATABASE));
        put(table, Operation.GET_VIEW, new Requirement(Privilege.SELECT, VIEW));
        put(table, Operation.ALTER_VIEW, new Requirement(Privilege.ALTER, VIEW));
        put(table, Operation.DROP_VIEW, new Requirement(Privilege.DROP, VIEW));
        put(
                table,
                Operation.RENAME_VIEW,
                new Requirement(Privilege.ALTER, VIEW),
                new Requirement(Privilege.CREATEVIEW, DATABASE));

        put(table, Operation.CREATE_FUNCTION, new Requirement(Privilege.CREATEFUNCTION, DATABASE));
        put(table, Operation.GET_FUNCTION, new Requirement(Privilege.SELECT, FUNCTION));
        put(table, Operation.ALTER_FUNCTION, new Requirement(Privilege.ALTER, FUNCTION));
        put(table, Operation.DROP_FUNCTION, new Requirement(Privilege.DROP, FUNCTION));

        Requirement manage = new Requirement(Privilege.MANAGE, SERVER);
        put(table, Operation.LIST_PRINCIPALS, manage);
        put(table, Operation.CREATE_PRINCIPAL, manage);
        put(table, Operation.DROP_PRINCIPAL, manage);
        put(table, Operation.LIST_TOKENS, manage);
        put(table, Operation.ISSUE_TOKEN, manage);
        put(table, Operation.REVOKE_TOKEN, manage);
        return Collections.unmodifiableMap(table);
    }

    private static void put(Map<Operation, List<Requirement>> table, Operation operation, Requirement... requirements) {
        if (table.put(operation, List.of(requirements)) != null) {
            throw new IllegalStateException("two entries for " + operation);
        }
    }
}
