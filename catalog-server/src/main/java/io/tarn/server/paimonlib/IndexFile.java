package io.tarn.server.paimonlib;

import io.tarn.server.files.Storage;
import io.tarn.server.model.Location;
import io.tarn.server.ops.projection.Refusal;
import io.tarn.server.ops.projection.RefusedException;
import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;

/** Vectors of a bucket lie in one file, which is read once for all that are asked for in a row. */
final class IndexFile {
    private final Storage storage;
    private @Nullable String path;
    private byte[] content = {};

    IndexFile(Storage storage) {
        this.storage = storage;
    }

    void open(String file) {
        if (!file.equals(path)) {
            content = storage.readBytes(Location.parse(file))
                    .orElseThrow(() -> new RefusedException(
                            Refusal.UNREADABLE, "The newest snapshot names a file that is not in storage"));
            path = file;
        }
    }

    int size() {
        return content.length;
    }

    ByteArrayInputStream from(long offset, long length) {
        if (offset < 0 || length < 8 || offset + length > content.length) {
            throw new RefusedException(Refusal.UNREADABLE, "A deletion vector lies beyond the end of its file");
        }
        return new ByteArrayInputStream(content, (int) offset, content.length - (int) offset);
    }
}
