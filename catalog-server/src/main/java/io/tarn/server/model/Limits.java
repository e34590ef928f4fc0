package io.tarn.server.model;

import java.time.Duration;

/** Every limit of the server that configuration does not set. What can grow has a line here. */
public final class Limits {
    /** Characters in a name of a database, table, branch or principal. */
    public static final int NAME_LENGTH = 255;

    /** Characters in a location; fits an index key of every supported database. */
    public static final int LOCATION_LENGTH = 700;

    /** Bytes of a partition's name; fits an index key of every supported database. Longer ones are not kept. */
    public static final int PARTITION_NAME_BYTES = 2_500;

    /**
     * Partitions that one transaction writes. What a commit changes beyond that is kept as a list first and folded into
     * rows in the background.
     */
    public static final int PARTITIONS_AT_ONCE = 1_000;

    /** Tables and hours whose commits one process counts before it has added them to the database. */
    public static final int TABLES_COUNTED = 20_000;

    /** Tables of which a process has metrics of their own; the others have one together. */
    public static final int TABLES_WITH_METRICS = 100;

    /** Entries of a list answer, and what is used when the caller names none. */
    public static final int PAGE_SIZE = 100;

    /** Characters of all options of a database together. */
    public static final int OPTIONS_LENGTH = 512 << 10;

    /** Characters of a snapshot or a schema: each is one row, and one statement. */
    public static final int TEXT_LENGTH = 4 << 20;

    /** Bytes of a file in storage that the server reads: clients write there, too. Holds every text of that length. */
    public static final long FILE_BYTES = 4L * TEXT_LENGTH;

    /** Bytes of a manifest that the server reads to count partitions again; Paimon aims at 8 MiB for one. */
    public static final long BINARY_FILE_BYTES = 256L << 20;

    /**
     * Characters of a view or a function with all its dialects. Smaller than a text, because JSON may write one character
     * as six and the row is JSON, and because lists with details answer a page of them at once.
     */
    public static final int DEFINITION_LENGTH = 1 << 19;

    /** Commits of a branch whose identities stay known, however old they are: a replay may come late. */
    public static final int IDENTITIES_KEPT = 1_000;

    /** How long identities stay known, however many commits came since. */
    public static final Duration IDENTITIES_KEPT_FOR = Duration.ofHours(1);

    /** Files that a replaced table may have: all of them stand in memory while they are deleted from its manifests. */
    public static final long REPLACED_FILES = 20_000;

    /** Nesting of request JSON. */
    public static final int JSON_DEPTH = 100;

    /** How often a transaction that lost a deadlock or a lock wait is run again. */
    public static final int TRANSACTION_ATTEMPTS = 8;

    /** How often an ALTER that lost against another one is applied to the newer schema. */
    public static final int ALTER_ATTEMPTS = 10;

    /** Requests in work at once; the next one gets 503 before anything was done. */
    public static final int REQUESTS_IN_FLIGHT = 256;

    /** Of each kind of answers that are kept as they go out, with what they say. */
    public static final long READY_ANSWER_BYTES = 8 << 20;

    /** Of each kind of answers of the embedded database that are remembered until it changes. */
    public static final long REMEMBERED_BYTES = 4 << 20;

    /** How long a validated token is believed without asking the database: the bound on revocation by another replica. */
    public static final Duration TOKEN_CACHE = Duration.ofSeconds(1);

    /** Validated tokens kept in memory. */
    public static final int TOKEN_CACHE_ENTRIES = 10_000;

    /** How long a stop waits for requests in work. */
    public static final Duration SHUTDOWN = Duration.ofSeconds(30);

    /**
     * How old the memory that privileges are decided from may be. Twice this, for a read that takes as long, is within the
     * second in which a revocation must have reached every server.
     */
    public static final Duration POLICY_AGE = Duration.ofMillis(500);

    /** Grants and revocations in one request. */
    public static final int GRANTS_AT_ONCE = 1_000;

    /** Characters of a row filter or a column mask. */
    public static final int POLICY_LENGTH = 60 << 10;

    /** Row filters and column masks of one table. */
    public static final int POLICIES_ON_TABLE = 1_000;

    /** Different refusals of a minute that are kept one by one, in memory until they are written; more are counted. */
    public static final int DENIALS_KEPT = 5_000;

    /** The same for logins that were refused, which need no credentials; they count among the others. */
    public static final int REFUSED_LOGINS_KEPT = 1_000;

    /** Committed entries of the audit that wait in memory to be sealed; more are looked for in the database. */
    public static final int UNSEALED_KEPT = 20_000;

    /** Requests that ask a token service for credentials, or wait for one that does; the next one gets 503 at once. */
    public static final int VENDING_AT_ONCE = 32;

    /** Credentials that were given out and are kept to be given to the same caller again. */
    public static final int VENDED_KEPT = 10_000;

    /** Changes of tables and databases that are kept in memory for who waits for them; more count as if all had changed. */
    public static final int CHANGES_KEPT = 5_000;

    /** Requests that wait for a change; they are in no thread. */
    public static final int CHANGE_WATCHERS = 10_000;

    /** Snapshots of an adopted branch that get a row; older ones stay in storage without. They are inserted at once. */
    public static final int ADOPTED_SNAPSHOTS = 10_000;

    /** Partitions of a branch that a check compares one by one; of more only the sums. */
    public static final int PARTITIONS_COMPARED = 200_000;

    /** Streams of events; they are in no thread. */
    public static final int EVENT_WATCHERS = 5_000;

    /** The newest events, kept in memory for all who watch; who is further behind reads the database. */
    public static final int EVENTS_KEPT = 2_000;

    /** Events that are read, numbered or judged at once. */
    public static final int EVENTS_AT_ONCE = 250;

    /** After how long without an event a stream says how far it is. */
    public static final Duration EVENT_HEARTBEAT = Duration.ofSeconds(10);

    /** How long a stream waits for a client that takes nothing, before it is ended. */
    public static final Duration EVENT_PATIENCE = Duration.ofSeconds(30);

    /** How often the credentials of who watches are looked at again: the bound on revocation for streams. */
    public static final Duration EVENT_CALLER_CHECK = Duration.ofSeconds(1);

    /** Bytes of an Iceberg metadata file, which is one text; the server reads and writes no larger one. */
    public static final long ICEBERG_METADATA_BYTES = 32L << 20;

    /** Bytes of Iceberg metadata files that are kept read, by what they take as text; in memory they take a few times that. */
    public static final long ICEBERG_METADATA_KEPT = 16L << 20;

    /** How often a commit to Iceberg tables that lost against another is applied to the newer metadata. */
    public static final int ICEBERG_COMMIT_ATTEMPTS = 8;

    /** Tables of one Iceberg transaction; their rows are held together. */
    public static final int ICEBERG_TABLES_AT_ONCE = 100;

    /** Reports of engines that are kept of an Iceberg table. */
    public static final int ICEBERG_REPORTS_KEPT = 20;

    /** Characters of such a report; longer ones are not kept. */
    public static final int ICEBERG_REPORT_LENGTH = 64 << 10;

    /** Reports of all tables that wait to be written; what comes beyond is not kept. */
    public static final int ICEBERG_REPORTS_WAITING = 1_000;

    /** How long clients may send a request again by its idempotency key; told in the protocol's configuration. */
    public static final Duration IDEMPOTENCY_KEY_LIFETIME = Duration.ofMinutes(30);

    /** Of a refusal that is kept to be told again, in characters. */
    public static final int IDEMPOTENCY_MESSAGE_LENGTH = 4_000;

    /** For how long one entry of the audit stands for all requests to storage that a caller has signed for a table. */
    public static final Duration SIGNING_NOTED_FOR = Duration.ofHours(1);

    /** Callers and tables that a server remembers such an entry of. */
    public static final int SIGNERS_NOTED = 10_000;

    /** Files of a table that is shown as an Iceberg table: the descriptions of all of them stand in memory at once. */
    public static final long PROJECTED_FILES = 200_000;

    /** Runs of a bucket whose files replace each other's rows; an Iceberg reader looks into each of them. */
    public static final int PROJECTED_RUNS = 100;

    /** States of tables that are known not to be shown as Iceberg tables, in memory. */
    public static final int REFUSALS_KEPT = 1_000;

    /** How long Iceberg metadata that a newer one took the place of is kept for readers in the middle of it. */
    public static final Duration PROJECTION_KEPT_FOR = Duration.ofHours(24);

    private Limits() {}
}
