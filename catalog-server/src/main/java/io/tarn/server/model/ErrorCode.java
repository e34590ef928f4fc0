package io.tarn.server.model;

/** Every way in which a request can fail, with the HTTP status that says so. Protocols map these to their own shapes. */
public enum ErrorCode {
    INVALID_REQUEST(400),
    INVALID_NAME(400),
    INVALID_LOCATION(400),
    INVALID_SCHEMA(400),
    /** A way to get a token that this server does not offer. */
    UNSUPPORTED_GRANT(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    /**
     * It may be read in this protocol, and is changed in another. Clients of Iceberg take the files of a commit away again
     * after this status, and leave them where they are after 406.
     */
    READ_ONLY(403),
    ROUTE_NOT_FOUND(404),
    CATALOG_NOT_FOUND(404),
    DATABASE_NOT_FOUND(404),
    TABLE_NOT_FOUND(404),
    COLUMN_NOT_FOUND(404),
    SNAPSHOT_NOT_FOUND(404),
    SCHEMA_NOT_FOUND(404),
    BRANCH_NOT_FOUND(404),
    TAG_NOT_FOUND(404),
    PARTITION_NOT_FOUND(404),
    VIEW_NOT_FOUND(404),
    DIALECT_NOT_FOUND(404),
    FUNCTION_NOT_FOUND(404),
    DEFINITION_NOT_FOUND(404),
    PRINCIPAL_NOT_FOUND(404),
    TOKEN_NOT_FOUND(404),
    AUDIT_ENTRY_NOT_FOUND(404),
    /** A file that a row or a request names is not in storage. */
    METADATA_NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    /** It is there, and cannot be told in this protocol; the message says why. */
    NOT_SERVED(406),
    DATABASE_EXISTS(409),
    DATABASE_NOT_EMPTY(409),
    TABLE_EXISTS(409),
    COLUMN_EXISTS(409),
    BRANCH_EXISTS(409),
    TAG_EXISTS(409),
    /** The table's history is not as the caller believes, or holds on to what is to be taken away. */
    HISTORY_CONFLICT(409),
    /** The table is not as the commit requires, or others were faster: the caller may try again on what is there now. */
    COMMIT_CONFLICT(409),
    PARTITION_EXISTS(409),
    VIEW_EXISTS(409),
    DIALECT_EXISTS(409),
    FUNCTION_EXISTS(409),
    DEFINITION_EXISTS(409),
    PRINCIPAL_EXISTS(409),
    POLICY_EXISTS(409),
    /** Nobody could administrate the server any more. */
    LAST_ADMIN(409),
    /** Events after the cursor are no longer kept; the message says from where one can go on. */
    EVENTS_GONE(410),
    BODY_TOO_LARGE(413),
    /** The request contradicts itself. */
    CONTRADICTORY(422),
    /** Credentials failed too often, so these were not even looked at. */
    TOO_MANY_ATTEMPTS(429),
    /** More requests a second than are let in; this one was not looked at. */
    RATE_LIMITED(429),
    /** Work may have been done and its outcome is not known, or an invariant is broken: never a "no". */
    INTERNAL(500),
    /** The database gave no answer to COMMIT: what was committed may be there or not, and none of its files may be deleted. */
    COMMIT_UNKNOWN(500),
    /** The caller's fault: the object's state forbids the change. Clients raise "illegal state" for 500 and only for it. */
    CHANGE_REFUSED(500),
    NOT_SUPPORTED(501),
    /** Only for requests that have changed nothing: clients replay them blindly. */
    UNAVAILABLE(503);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** Whether the same request may be let in a second later; nothing was done of it. */
    public boolean isForLater() {
        return this == UNAVAILABLE || this == RATE_LIMITED;
    }

    /** Whether somebody who runs the server should look at it. */
    public boolean isServersFault() {
        return this == INTERNAL || this == COMMIT_UNKNOWN || this == UNAVAILABLE;
    }
}
