package io.tarn.auth;

/** Everything a caller can ask for. Each route maps to one; {@link OperationTable} says what each needs. */
public enum Operation {
    GET_CONFIG,
    LIST_DATABASES,
    CREATE_DATABASE,
    GET_DATABASE,
    ALTER_DATABASE,
    DROP_DATABASE,
    LIST_TABLES,
    CREATE_TABLE,
    GET_TABLE,
    ALTER_TABLE,
    DROP_TABLE,
    RENAME_TABLE,
    GET_SNAPSHOT,
    LIST_SNAPSHOTS,
    COMMIT_SNAPSHOT,
    LIST_VIEWS,
    GET_VIEW,
    LIST_FUNCTIONS,
    GET_FUNCTION,
    /** A route of the protocol that this server answers with 501. */
    UNSUPPORTED,
    LIST_PRINCIPALS,
    CREATE_PRINCIPAL,
    DROP_PRINCIPAL,
    LIST_TOKENS,
    ISSUE_TOKEN,
    REVOKE_TOKEN
}
