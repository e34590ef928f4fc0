package io.tarn.server.files;

import io.tarn.server.model.Location;
import java.util.List;
import java.util.Optional;

/** Small text files of one warehouse. Every write is all or nothing: a reader never sees half a file. */
public interface Storage extends AutoCloseable {
    /** @throws StorageException when it cannot be known */
    Optional<String> read(Location file);

    /**
     * Reads a file that a client wrote, whatever is in it.
     *
     * @throws StorageException when it cannot be known
     */
    Optional<byte[]> readBytes(Location file);

    /**
     * Writes a file unless there is one, decided by the storage itself.
     *
     * @return false when a file was there; it is left as it was
     */
    boolean writeIfAbsent(Location file, String content);

    void overwrite(Location file, String content);

    void overwrite(Location file, byte[] content);

    /** Succeeds also when there is no such file. */
    void delete(Location file);

    /** Names of the files directly in a directory that begin with {@code prefix}, in no order; empty when there is none. */
    List<String> list(Location directory, String prefix);

    /**
     * Names of the directories directly in a directory, in no order; empty when there is none. Links are none. A store of
     * objects knows those that something lies in.
     */
    List<String> directories(Location directory);

    /**
     * Whether a file is there, without reading it.
     *
     * @param below the way from the directory to the file, as it is, with slashes between its steps: clients put signs into
     *     the names of partitions that no {@link Location} has
     * @throws IllegalArgumentException when it leads out of the directory
     * @throws StorageException when it cannot be known
     */
    boolean exists(Location directory, String below);

    /** Makes a directory where the storage knows such a thing; succeeds also when it is there. */
    void createDirectory(Location directory);

    /**
     * Deletes files below a directory, and the directory itself once it is empty. Symbolic links are deleted, never
     * followed.
     *
     * @return how many files were deleted, at most {@code most}; 0 when nothing is left
     */
    int deleteSome(Location directory, int most);

    @Override
    void close();
}
