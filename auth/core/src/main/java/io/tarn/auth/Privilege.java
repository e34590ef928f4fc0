package io.tarn.auth;

/** The access types of Paimon's management API, and MANAGE for what belongs to the server itself. */
public enum Privilege {
    CREATEDATABASE,
    DESCRIBE,
    ALTER,
    DROP,
    CREATETABLE,
    CREATEVIEW,
    CREATEFUNCTION,
    LIST,
    SELECT,
    UPDATE,
    MANAGE
}
