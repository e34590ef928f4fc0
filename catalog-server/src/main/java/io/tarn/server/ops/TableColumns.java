package io.tarn.server.ops;

import java.util.List;
import java.util.UUID;

/** The names of the columns of tables, for who decides by them. */
@FunctionalInterface
public interface TableColumns {
    /** Of all branches, and of all schemas that files may still be read with. */
    List<String> of(UUID table);
}
