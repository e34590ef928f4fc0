package io.tarn.auth;

/** The access types of Paimon's management API; MANAGE for what belongs to the server itself, USELOCATION for places. */
public enum Privilege {
    CREATEDATABASE,
    DESCRIBE,
    ALTER,
    DROP,
    CREATETABLE,
    /** Point the catalog to places outside its warehouse, under the locations that its admin allowed. */
    USELOCATION,
    CREATEVIEW,
    CREATEFUNCTION,
    LIST,
    SELECT,
    UPDATE,
    MANAGE
}
