package io.tarn.server.iceberglib.projection;

import io.tarn.server.files.Storage;
import io.tarn.server.model.Location;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * The files of one build. What is written stays in memory until the build knows what its table needs, so nothing is left
 * behind in storage that no reader will ever ask for. Only files of the table's Iceberg metadata are read.
 */
final class BuildIO implements FileIO {
    private final transient Storage storage;
    private final transient Location directory;
    private final transient Map<String, byte[]> written = new ConcurrentHashMap<>();

    /** @param directory holds all that is read and written */
    BuildIO(Storage storage, Location directory) {
        this.storage = storage;
        this.directory = directory;
    }

    /** Puts those into storage that are in {@code needed}, and tells which. */
    List<Location> store(Set<String> needed) {
        List<Location> stored = new ArrayList<>();
        written.forEach((path, content) -> {
            if (needed.contains(path)) {
                Location file = inDirectory(path);
                storage.overwrite(file, content);
                stored.add(file);
            }
        });
        return stored;
    }

    /** Writes a file at once. */
    void put(Location file, String text) {
        storage.overwrite(inDirectory(file.toString()), text);
    }

    boolean wrote(String path) {
        return written.containsKey(path);
    }

    private Location inDirectory(String path) {
        Location file = Location.parse(path);
        if (!directory.contains(file)) {
            throw new IllegalArgumentException(file + " lies outside of " + directory);
        }
        return file;
    }

    private byte[] content(String path) {
        byte[] mine = written.get(path);
        return mine != null
                ? mine
                : storage.readBytes(inDirectory(path))
                        .orElseThrow(() -> new NotFoundException("There is no file %s", path));
    }

    @Override
    public InputFile newInputFile(String path) {
        return new Input(path);
    }

    @Override
    public OutputFile newOutputFile(String path) {
        inDirectory(path);
        return new Output(path);
    }

    @Override
    public void deleteFile(String path) {
        written.remove(path);
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        throw new NotSerializableException("storage stays in this process");
    }

    private final class Input implements InputFile {
        private final String path;

        Input(String path) {
            this.path = path;
        }

        @Override
        public long getLength() {
            return content(path).length;
        }

        @Override
        public SeekableInputStream newStream() {
            return new Bytes(content(path));
        }

        @Override
        public String location() {
            return path;
        }

        @Override
        public boolean exists() {
            return written.containsKey(path)
                    || storage.readBytes(inDirectory(path)).isPresent();
        }
    }

    private final class Output implements OutputFile {
        private final String path;

        Output(String path) {
            this.path = path;
        }

        @Override
        public PositionOutputStream create() {
            return createOrOverwrite();
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
            return new Content(path);
        }

        @Override
        public String location() {
            return path;
        }

        @Override
        public InputFile toInputFile() {
            return new Input(path);
        }
    }

    private final class Content extends PositionOutputStream {
        private final String path;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Content(String path) {
            this.path = path;
        }

        @Override
        public long getPos() {
            return bytes.size();
        }

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public void write(byte[] b, int off, int len) {
            bytes.write(b, off, len);
        }

        @Override
        public void close() {
            written.put(path, bytes.toByteArray());
        }
    }

    private static final class Bytes extends SeekableInputStream {
        private final byte[] content;
        private int at;

        Bytes(byte[] content) {
            this.content = content;
        }

        @Override
        public long getPos() {
            return at;
        }

        @Override
        public void seek(long position) throws IOException {
            if (position < 0 || position > content.length) {
                throw new IOException("Position " + position + " lies outside of the file");
            }
            at = (int) position;
        }

        @Override
        public int read() {
            return at < content.length ? content[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] b, int off, int len) {
            if (at >= content.length) {
                return len == 0 ? 0 : -1;
            }
            int count = Math.min(len, content.length - at);
            System.arraycopy(content, at, b, off, count);
            at += count;
            return count;
        }

        @Override
        public int available() {
            return content.length - at;
        }
    }
}
