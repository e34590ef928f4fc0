package io.tarn.server.paimonlib;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.apache.paimon.fs.PositionOutputStream;

/** A file that is written as a whole when it is closed. */
final class ManifestOutput extends PositionOutputStream {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final Consumer<byte[]> file;
    private boolean closed;

    ManifestOutput(Consumer<byte[]> file) {
        this.file = file;
    }

    @Override
    public long getPos() {
        return content.size();
    }

    @Override
    public void write(int b) {
        content.write(b);
    }

    @Override
    public void write(byte[] b) {
        content.writeBytes(b);
    }

    @Override
    public void write(byte[] b, int off, int len) {
        content.write(b, off, len);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            file.accept(content.toByteArray());
        }
    }
}
