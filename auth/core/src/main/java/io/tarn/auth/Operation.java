package io.tarn.auth;

/** Everything a caller can ask for. Each route maps to one; {@link OperationTable} says what each needs. */
public enum Operation {
    GET_CONFIG,
    /** Waits for tables and databases of a catalog to change. */
    WATCH_CHANGES,
    /** Is told what is changed in a catalog, as far as it may know of it. */
    WATCH_EVENTS,
    LIST_DATABASES,
    CREATE_DATABASE,
    GET_DATABASE,
    ALTER_DATABASE,
    DROP_DATABASE,
    LIST_TABLES,
    /** Lists tables together with their schemas. */
    LIST_TABLE_DETAILS,
    /** Lists whether and how Iceberg's readers see tables. */
    LIST_TABLE_PROJECTIONS,
    /** Lists tables over all databases of a catalog. */
    LIST_ALL_TABLES,
    CREATE_TABLE,
    /** Creates a table at a location that the client names; asked together with {@link #CREATE_TABLE}. */
    CREATE_EXTERNAL_TABLE,
    /** Gives a name to a table that lies in storage already. */
    REGISTER_TABLE,
    GET_TABLE,
    ALTER_TABLE,
    DROP_TABLE,
    RENAME_TABLE,
    /** Gets credentials for the files of a table. */
    GET_TABLE_TOKEN,
    /** Has a request for a file of a table signed. */
    SIGN_STORAGE_REQUEST,
    GET_SNAPSHOT,
    LIST_SNAPSHOTS,
    GET_TABLE_HEALTH,
    /** Whether and how Iceberg's readers see a table. */
    GET_TABLE_PROJECTION,
    COMMIT_SNAPSHOT,
    LIST_SCHEMAS,
    GET_SCHEMA,
    /** Makes an earlier snapshot the newest one again. */
    ROLLBACK_TABLE,
    ROLLBACK_SCHEMA,
    /** Gives a table other columns and no rows. */
    REPLACE_TABLE,
    LIST_BRANCHES,
    CREATE_BRANCH,
    DROP_BRANCH,
    RENAME_BRANCH,
    /** Makes a branch's history the table's own. */
    FORWARD_BRANCH,
    LIST_TAGS,
    CREATE_TAG,
    GET_TAG,
    DELETE_TAG,
    LIST_CONSUMERS,
    RESET_CONSUMER,
    /** Learns which columns and rows of a table it may read. */
    AUTHORIZE_QUERY,
    LIST_PARTITIONS,
    /** Registers partitions without data. */
    CREATE_PARTITIONS,
    /** Forgets partitions; their data stays. */
    DROP_PARTITIONS,
    /** Says that nothing more will be written to partitions. */
    MARK_PARTITIONS,
    LIST_VIEWS,
    /** Lists views together with their texts. */
    LIST_VIEW_DETAILS,
    /** Lists views over all databases of a catalog. */
    LIST_ALL_VIEWS,
    CREATE_VIEW,
    GET_VIEW,
    ALTER_VIEW,
    DROP_VIEW,
    RENAME_VIEW,
    LIST_FUNCTIONS,
    /** Lists functions together with their definitions. */
    LIST_FUNCTION_DETAILS,
    /** Lists functions over all databases of a catalog. */
    LIST_ALL_FUNCTIONS,
    CREATE_FUNCTION,
    GET_FUNCTION,
    ALTER_FUNCTION,
    DROP_FUNCTION,
    LIST_PRINCIPALS,
    CREATE_PRINCIPAL,
    DROP_PRINCIPAL,
    /** Disables a principal, or enables it again. */
    ENABLE_PRINCIPAL,
    LIST_MEMBERS,
    ADD_MEMBER,
    REMOVE_MEMBER,
    LIST_TOKENS,
    ISSUE_TOKEN,
    REVOKE_TOKEN,
    /** Exchanges a lasting token for a short-lived one of the same principal. */
    GIVE_OUT_TOKEN,
    LIST_KEYS,
    /** Makes a key pair that requests can be signed with. */
    ISSUE_KEY,
    REVOKE_KEY,
    LIST_CATALOGS,
    /** Grants on an object, and revocations; what is granted must be held as well. */
    GRANT_ON_CATALOG,
    GRANT_ON_DATABASE,
    GRANT_ON_TABLE,
    GRANT_ON_VIEW,
    GRANT_ON_FUNCTION,
    /** Grants on everything in a catalog or database. */
    GRANT_IN_CATALOG,
    GRANT_IN_DATABASE,
    GRANT_ON_LOCATION,
    /** Lists all grants of a catalog; those on an object that one may grant on are listed without it. */
    LIST_PERMISSIONS,
    TRANSFER_DATABASE,
    TRANSFER_TABLE,
    TRANSFER_VIEW,
    TRANSFER_FUNCTION,
    /** Row filters and column masks of a table. */
    LIST_POLICIES,
    CREATE_POLICY,
    DROP_POLICY,
    /** Says that the clients of a principal keep to policies, or takes it back. */
    TRUST_PRINCIPAL,
    /** Asks what another principal may do, and why. */
    EXPLAIN,
    /** Acts in the name of a user without a rule of the configuration that allows it. */
    IMPERSONATE,
    /** Reads what was changed and refused. */
    QUERY_AUDIT,
    /** Has the whole audit checked for damage. */
    VERIFY_AUDIT,
    /** Has a copy of the embedded database written to the server's own disk. */
    BACK_UP_STORE,
    /** Asks by what requests are decided, and what is wrong with it. */
    DESCRIBE_AUTHORIZATION
}
