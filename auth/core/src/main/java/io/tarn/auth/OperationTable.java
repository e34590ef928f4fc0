package io.tarn.auth;

import static io.tarn.auth.Securable.Kind.CATALOG;
import static io.tarn.auth.Securable.Kind.DATABASE;
import static io.tarn.auth.Securable.Kind.FUNCTION;
import static io.tarn.auth.Securable.Kind.LOCATION;
import static io.tarn.auth.Securable.Kind.SERVER;
import static io.tarn.auth.Securable.Kind.TABLE;
import static io.tarn.auth.Securable.Kind.VIEW;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The one place that says what an operation needs. An operation without an entry is denied; a test holds this table and
 * {@link Operation} together.
 */
public final class OperationTable {
    /**
     * What must be held on an object.
     *
     * @param anyOf one of these is enough
     * @param beneath whether it must be held on everything in the object instead of the object itself
     */
    public record Requirement(Set<Privilege> anyOf, Securable.Kind on, boolean beneath) {
        public Requirement {
            anyOf = Collections.unmodifiableSet(EnumSet.copyOf(anyOf));
        }

        Requirement(Privilege privilege, Securable.Kind on) {
            this(EnumSet.of(privilege), on, false);
        }

        static Requirement beneath(Privilege privilege, Securable.Kind on) {
            return new Requirement(EnumSet.of(privilege), on, true);
        }

        @Override
        public String toString() {
            return anyOf.stream().map(Privilege::name).collect(Collectors.joining(" or "))
                    + (beneath ? " on everything in the " : " on the ")
                    + on.word();
        }
    }

    /** Writers read what they write over, so whoever may write may read; which columns is the policies' affair. */
    private static final Requirement READ_OR_WRITE =
            new Requirement(EnumSet.of(Privilege.SELECT, Privilege.UPDATE), TABLE, false);

    private static final Map<Operation, List<Requirement>> ENTRIES = entries();

    private static final Map<Operation, DataUse> DATA_USES = dataUses();

    private OperationTable() {}

    /**
     * What {@code operation} needs, all of it, in the order in which its securables are named.
     *
     * @return an empty list when any authenticated principal may; an empty optional when there is no entry: deny
     */
    public static Optional<List<Requirement>> requirements(Operation operation) {
        return Optional.ofNullable(ENTRIES.get(operation));
    }

    /** What an operation has to do with the rows of a table. */
    public enum DataUse {
        /** It tells and changes nothing about them. */
        NONE,
        /** It tells of them, or leads to their files. */
        READS,
        /** It changes them, or what they are read with. */
        WRITES
    }

    /** What {@code operation} has to do with the rows of its table; one on a table that nobody thought of counts as writing. */
    public static DataUse dataUse(Operation operation) {
        boolean onTable = requirements(operation).orElse(List.of()).stream().anyMatch(need -> need.on() == TABLE);
        return DATA_USES.getOrDefault(operation, onTable ? DataUse.WRITES : DataUse.NONE);
    }

    private static Map<Operation, DataUse> dataUses() {
        Map<Operation, DataUse> uses = new EnumMap<>(Operation.class);
        for (Operation reading : List.of(
                Operation.GET_TABLE,
                Operation.GET_TABLE_TOKEN,
                Operation.SIGN_STORAGE_REQUEST,
                Operation.GET_SNAPSHOT,
                Operation.LIST_SNAPSHOTS,
                Operation.GET_TABLE_HEALTH,
                Operation.GET_TABLE_PROJECTION,
                Operation.LIST_PARTITIONS,
                Operation.AUTHORIZE_QUERY,
                Operation.LIST_SCHEMAS,
                Operation.GET_SCHEMA,
                Operation.LIST_BRANCHES,
                Operation.LIST_TAGS,
                Operation.GET_TAG,
                Operation.LIST_CONSUMERS)) {
            uses.put(reading, DataUse.READS);
        }
        for (Operation writing : List.of(
                Operation.ALTER_TABLE,
                Operation.DROP_TABLE,
                Operation.COMMIT_SNAPSHOT,
                Operation.CREATE_PARTITIONS,
                Operation.DROP_PARTITIONS,
                Operation.MARK_PARTITIONS,
                Operation.ROLLBACK_TABLE,
                Operation.ROLLBACK_SCHEMA,
                Operation.REPLACE_TABLE,
                Operation.CREATE_BRANCH,
                Operation.DROP_BRANCH,
                Operation.RENAME_BRANCH,
                Operation.FORWARD_BRANCH,
                Operation.CREATE_TAG,
                Operation.DELETE_TAG,
                Operation.RESET_CONSUMER)) {
            uses.put(writing, DataUse.WRITES);
        }
        // It moves the name, and policies go with the table.
        uses.put(Operation.RENAME_TABLE, DataUse.NONE);
        for (Operation administrating : List.of(
                Operation.GRANT_ON_TABLE,
                Operation.TRANSFER_TABLE,
                Operation.LIST_POLICIES,
                Operation.CREATE_POLICY,
                Operation.DROP_POLICY)) {
            uses.put(administrating, DataUse.NONE);
        }
        return Collections.unmodifiableMap(uses);
    }

    private static Map<Operation, List<Requirement>> entries() {
        Map<Operation, List<Requirement>> table = new EnumMap<>(Operation.class);
        // Lists show only what the caller may see, so they need no more than that there is something to see.
        Requirement inCatalog = new Requirement(Privilege.DESCRIBE, CATALOG);
        put(table, Operation.GET_CONFIG, inCatalog);
        put(table, Operation.WATCH_CHANGES, inCatalog);
        put(table, Operation.WATCH_EVENTS, inCatalog);
        put(table, Operation.LIST_DATABASES, inCatalog);
        put(table, Operation.LIST_ALL_TABLES, inCatalog);
        put(table, Operation.LIST_ALL_VIEWS, inCatalog);
        put(table, Operation.LIST_ALL_FUNCTIONS, inCatalog);
        put(table, Operation.GIVE_OUT_TOKEN);

        put(table, Operation.CREATE_DATABASE, new Requirement(Privilege.CREATEDATABASE, CATALOG));
        put(table, Operation.GET_DATABASE, new Requirement(Privilege.DESCRIBE, DATABASE));
        put(table, Operation.ALTER_DATABASE, new Requirement(Privilege.ALTER, DATABASE));
        put(table, Operation.DROP_DATABASE, new Requirement(Privilege.DROP, DATABASE));

        for (Operation list : List.of(
                Operation.LIST_TABLES,
                Operation.LIST_VIEWS,
                Operation.LIST_FUNCTIONS,
                Operation.LIST_TABLE_DETAILS,
                Operation.LIST_TABLE_PROJECTIONS,
                Operation.LIST_VIEW_DETAILS,
                Operation.LIST_FUNCTION_DETAILS)) {
            put(table, list, new Requirement(Privilege.DESCRIBE, DATABASE));
        }

        put(table, Operation.CREATE_TABLE, new Requirement(Privilege.CREATETABLE, DATABASE));
        for (Operation external : List.of(Operation.CREATE_EXTERNAL_TABLE, Operation.REGISTER_TABLE)) {
            put(
                    table,
                    external,
                    new Requirement(Privilege.CREATETABLE, DATABASE),
                    new Requirement(Privilege.USELOCATION, LOCATION));
        }
        put(table, Operation.GET_TABLE, new Requirement(Privilege.DESCRIBE, TABLE));
        put(table, Operation.ALTER_TABLE, new Requirement(Privilege.ALTER, TABLE));
        put(table, Operation.DROP_TABLE, new Requirement(Privilege.DROP, TABLE));
        put(
                table,
                Operation.RENAME_TABLE,
                new Requirement(Privilege.ALTER, TABLE),
                new Requirement(Privilege.CREATETABLE, DATABASE));
        put(table, Operation.GET_TABLE_TOKEN, READ_OR_WRITE);
        put(table, Operation.SIGN_STORAGE_REQUEST, READ_OR_WRITE);
        put(table, Operation.GET_SNAPSHOT, READ_OR_WRITE);
        put(table, Operation.LIST_SNAPSHOTS, READ_OR_WRITE);
        put(table, Operation.GET_TABLE_HEALTH, READ_OR_WRITE);
        put(table, Operation.GET_TABLE_PROJECTION, READ_OR_WRITE);
        put(table, Operation.LIST_PARTITIONS, READ_OR_WRITE);
        put(table, Operation.AUTHORIZE_QUERY, READ_OR_WRITE);
        put(table, Operation.CREATE_PARTITIONS, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.DROP_PARTITIONS, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.MARK_PARTITIONS, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.COMMIT_SNAPSHOT, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.LIST_SCHEMAS, new Requirement(Privilege.DESCRIBE, TABLE));
        put(table, Operation.GET_SCHEMA, new Requirement(Privilege.DESCRIBE, TABLE));
        // Writers of 1.4 and later roll a compaction back by themselves when their own commit is in conflict with it.
        put(table, Operation.ROLLBACK_TABLE, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.ROLLBACK_SCHEMA, new Requirement(Privilege.ALTER, TABLE));
        put(
                table,
                Operation.REPLACE_TABLE,
                new Requirement(Privilege.ALTER, TABLE),
                new Requirement(Privilege.UPDATE, TABLE));

        // A branch is secured as its table.
        put(table, Operation.LIST_BRANCHES, READ_OR_WRITE);
        put(table, Operation.CREATE_BRANCH, new Requirement(Privilege.ALTER, TABLE));
        put(table, Operation.DROP_BRANCH, new Requirement(Privilege.ALTER, TABLE));
        put(table, Operation.RENAME_BRANCH, new Requirement(Privilege.ALTER, TABLE));
        put(table, Operation.FORWARD_BRANCH, new Requirement(Privilege.ALTER, TABLE));
        put(table, Operation.LIST_TAGS, READ_OR_WRITE);
        put(table, Operation.GET_TAG, READ_OR_WRITE);
        put(table, Operation.CREATE_TAG, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.DELETE_TAG, new Requirement(Privilege.UPDATE, TABLE));
        put(table, Operation.LIST_CONSUMERS, READ_OR_WRITE);
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
        for (Operation operation : List.of(
                Operation.LIST_PRINCIPALS,
                Operation.CREATE_PRINCIPAL,
                Operation.DROP_PRINCIPAL,
                Operation.ENABLE_PRINCIPAL,
                Operation.TRUST_PRINCIPAL,
                Operation.LIST_MEMBERS,
                Operation.ADD_MEMBER,
                Operation.REMOVE_MEMBER,
                Operation.LIST_TOKENS,
                Operation.ISSUE_TOKEN,
                Operation.REVOKE_TOKEN,
                Operation.LIST_KEYS,
                Operation.ISSUE_KEY,
                Operation.REVOKE_KEY,
                Operation.LIST_CATALOGS,
                Operation.GRANT_ON_LOCATION,
                Operation.LIST_PERMISSIONS,
                Operation.EXPLAIN,
                Operation.IMPERSONATE,
                Operation.QUERY_AUDIT,
                Operation.VERIFY_AUDIT,
                Operation.BACK_UP_STORE,
                Operation.DESCRIBE_AUTHORIZATION)) {
            put(table, operation, manage);
        }
        put(table, Operation.GRANT_ON_CATALOG, new Requirement(Privilege.GRANT, CATALOG));
        put(table, Operation.GRANT_ON_DATABASE, new Requirement(Privilege.GRANT, DATABASE));
        put(table, Operation.GRANT_ON_TABLE, new Requirement(Privilege.GRANT, TABLE));
        // Who may say what others read of a table may say what they see of it.
        put(table, Operation.LIST_POLICIES, new Requirement(Privilege.GRANT, TABLE));
        put(table, Operation.CREATE_POLICY, new Requirement(Privilege.GRANT, TABLE));
        put(table, Operation.DROP_POLICY, new Requirement(Privilege.GRANT, TABLE));
        put(table, Operation.GRANT_ON_VIEW, new Requirement(Privilege.GRANT, VIEW));
        put(table, Operation.GRANT_ON_FUNCTION, new Requirement(Privilege.GRANT, FUNCTION));
        put(table, Operation.TRANSFER_DATABASE, new Requirement(Privilege.OWN, DATABASE));
        put(table, Operation.TRANSFER_TABLE, new Requirement(Privilege.OWN, TABLE));
        put(table, Operation.TRANSFER_VIEW, new Requirement(Privilege.OWN, VIEW));
        put(table, Operation.TRANSFER_FUNCTION, new Requirement(Privilege.OWN, FUNCTION));
        put(table, Operation.GRANT_IN_CATALOG, Requirement.beneath(Privilege.GRANT, CATALOG));
        put(table, Operation.GRANT_IN_DATABASE, Requirement.beneath(Privilege.GRANT, DATABASE));
        return Collections.unmodifiableMap(table);
    }

    private static void put(Map<Operation, List<Requirement>> table, Operation operation, Requirement... requirements) {
        if (table.put(operation, List.of(requirements)) != null) {
            throw new IllegalStateException("two entries for " + operation);
        }
    }
}
