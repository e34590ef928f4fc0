package io.tarn.server.paimonlib;

import io.tarn.server.files.Storage;
import io.tarn.server.model.Location;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.fs.ByteArraySeekableStream;
import org.apache.paimon.fs.FileIO;
import org.apache.paimon.fs.FileStatus;
import org.apache.paimon.fs.Path;
import org.apache.paimon.fs.PositionOutputStream;
import org.apache.paimon.fs.SeekableInputStream;

/** A warehouse as Paimon's classes read it. They read small files here, so a file is read whole; they write nothing. */
final class StorageFileIO implements FileIO {
    private final transient Storage storage;
    private final transient Location table;
    private final boolean writesManifests;

    /** @param table the only directory that is read: what a client wrote into a snapshot names the files */
    StorageFileIO(Storage storage, Location table) {
        this(storage, table, false);
    }

    private StorageFileIO(Storage storage, Location table, boolean writesManifests) {
        this.storage = storage;
        this.table = table;
        this.writesManifests = writesManifests;
    }

    /** Writes manifests and manifest lists, too, and nothing else. */
    static StorageFileIO writingManifests(Storage storage, Location table) {
        return new StorageFileIO(storage, table, true);
    }

    @Override
    public boolean isObjectStore() {
        return true;
    }

    @Override
    public void configure(CatalogContext context) {}

    @Override
    public SeekableInputStream newInputStream(Path path) throws IOException {
        return new ByteArraySeekableStream(read(path));
    }

    private byte[] read(Path path) throws IOException {
        return storage.readBytes(inTable(path)).orElseThrow(() -> new FileNotFoundException(path.toString()));
    }

    private Location inTable(Path path) {
        Location file = Location.parse(path.toString());
        if (!table.contains(file)) {
            throw new IllegalArgumentException(file + " lies outside the table " + table);
        }
        return file;
    }

    @Override
    public boolean exists(Path path) {
        return storage.readBytes(inTable(path)).isPresent();
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        long length = read(path).length;
        return new FileStatus() {
            @Override
            public long getLen() {
                return length;
            }

            @Override
            public boolean isDir() {
                return false;
            }

            @Override
            public Path getPath() {
                return path;
            }

            @Override
            public long getModificationTime() {
                return 0;
            }
        };
    }

    @Override
    public PositionOutputStream newOutputStream(Path path, boolean overwrite) {
        Location file = inTable(path);
        if (!writesManifests || !table.child("manifest").contains(file)) {
            throw readOnly();
        }
        return new ManifestOutput(content -> storage.overwrite(file, content));
    }

    @Override
    public FileStatus[] listStatus(Path path) {
        throw readOnly();
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
        throw readOnly();
    }

    @Override
    public boolean mkdirs(Path path) {
        throw readOnly();
    }

    @Override
    public boolean rename(Path from, Path to) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("the server's own files are written by the server alone");
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        throw new NotSerializableException("storage stays in this process");
    }
}
