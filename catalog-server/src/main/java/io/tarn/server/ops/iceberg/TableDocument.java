package io.tarn.server.ops.iceberg;

import io.tarn.auth.policy.IcebergPolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a metadata file says of a table. It never changes. */
public interface TableDocument {
    /** The id that engines know the table by; not the catalog's. */
    String uuid();

    /** Where the table lies, as the document has it. */
    String location();

    Map<String, String> properties();

    /** Of the current snapshot; null when there is none. */
    @Nullable
    Long snapshotId();

    /** The current columns, as a list of Paimon's {@code DataField} in JSON. */
    String columns();

    /** The current columns, as readers are shown them. */
    List<IcebergPolicy.Field> fields();

    /** The files before this one that it still knows, oldest first. */
    List<String> formerFiles();

    /** The whole document, as it is stored and sent; not to be changed. */
    byte[] json();

    /** The document with no other snapshots than those that a branch or tag names. */
    byte[] jsonOfRefs();
}
