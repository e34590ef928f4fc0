package io.tarn.server.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The Iceberg metadata of tables: the newest for each format, and what came before and may still be read. */
public interface ProjectionRows {
    /**
     * The newest metadata for one format.
     *
     * @param id of the build that made it
     * @param shows the snapshot
     * @param maker the version of the rules by which it was made
     * @param way by which rows are told, as a word
     * @param file the name of the metadata file
     * @param madeAt epoch milliseconds
     */
    record Current(
            UUID relationId,
            String format,
            UUID id,
            Shows shows,
            int maker,
            String way,
            int formatVersion,
            String file,
            long madeAt) {}

    /**
     * A state of a table.
     *
     * @param snapshot 0 while nothing was committed
     * @param identity what tells the snapshot from another of the same id, after a rollback, in hexadecimal digits
     */
    record Shows(long snapshot, String identity, long schema) {}

    /** Metadata that another took the place of. */
    record Past(UUID relationId, UUID id, String file, long supersededAt) {}

    Optional<Current> find(UUID relationId, String format);

    /** The newest metadata of tables, for every format. */
    List<Current> ofTables(Collection<UUID> relationIds);

    /**
     * Puts metadata in the place of another, which becomes a past one.
     *
     * @param before what was read; null when there was none
     * @return false when it is no longer so; nothing is written then
     * @throws DuplicateKeyException through {@link Store#write} when there was none and is one now
     */
    boolean replace(@Nullable Current before, Current next, long now);

    /** Superseded before then, oldest first. */
    List<Past> past(long before, int size);

    /** The names of all metadata files of a table that are newest, or were superseded then or later. */
    List<String> kept(UUID relationId, long since);

    void forget(Past past);

    /** Deletes rows of a table that was dropped. Returns how many, at most twice {@code size}. */
    int deleteSome(UUID relationId, int size);
}
