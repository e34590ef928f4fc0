package io.tarn.server.ops.snapshots;

import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Tag;
import java.util.Optional;

/** The texts of the files that clients and the server both write. What is not understood stays as it came. */
public interface FileFormats {
    /** @throws io.tarn.server.model.TarnException when it is no snapshot */
    Snapshot snapshot(String file);

    /** @throws io.tarn.server.model.TarnException when it is no tag */
    Tag tag(String name, String file);

    /** The text of a tag's file. */
    String tag(Tag tag);

    /** The next snapshot that a consumer wants; empty when the file says none. */
    Optional<Long> consumer(String file);

    /** The text of a consumer's file. */
    String consumer(long nextSnapshot);
}
