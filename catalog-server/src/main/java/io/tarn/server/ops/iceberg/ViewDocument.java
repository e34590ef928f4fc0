package io.tarn.server.ops.iceberg;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Iceberg's metadata says of a view. It never changes. */
public interface ViewDocument {
    String location();

    Map<String, String> properties();

    /** The columns of the current version, as a list of Paimon's {@code DataField} in JSON. */
    String columns();

    /** What the current version says, by dialect, in the order in which it was said. */
    Map<String, String> queries();

    @Nullable
    String comment();

    /** The whole document. */
    String json();
}
