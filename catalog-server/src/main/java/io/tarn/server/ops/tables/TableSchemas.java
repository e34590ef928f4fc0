package io.tarn.server.ops.tables;

import io.tarn.server.model.Relation;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Paimon's own rules about schemas. The texts are the protocol's and the schema file's JSON, opaque to operations. */
public interface TableSchemas {
    /** @throws io.tarn.server.model.TarnException INVALID_SCHEMA when it is not a schema */
    Map<String, String> options(String schema);

    /**
     * The first version of a new table's schema.
     *
     * @param external whether a client named its location
     * @param schema the protocol's {@code Schema}
     * @param options replace the options of {@code schema}
     * @throws io.tarn.server.model.TarnException INVALID_SCHEMA
     */
    TableSchema create(TableKind kind, boolean external, String schema, Map<String, String> options);

    /**
     * The version after {@code current} of a table that is replaced: it has nothing of {@code current} but the place.
     *
     * @param schema the protocol's {@code Schema}
     * @param options replace the options of {@code schema}
     * @return empty when {@code current} says just that
     * @throws io.tarn.server.model.TarnException INVALID_SCHEMA
     */
    Optional<TableSchema> replace(TableKind kind, TableSchema current, String schema, Map<String, String> options);

    /**
     * Checks that a schema which is in storage already has what is asked for: columns and keys where any are named, and
     * each option.
     *
     * @param schema the protocol's {@code Schema}
     * @param options replace the options of {@code schema}
     * @throws io.tarn.server.model.TarnException INVALID_SCHEMA
     */
    void checkAgrees(TableSchema existing, String schema, Map<String, String> options);

    /** Whether a text from storage is a schema file; of a newer version of Paimon, perhaps. */
    boolean isReadable(TableSchema schema);

    /**
     * The next version.
     *
     * @param changes the protocol's list of {@code SchemaChange}
     * @param hasSnapshots some options may only change while a table is empty
     * @return empty when the changes change nothing
     * @throws io.tarn.server.model.TarnException INVALID_SCHEMA, CHANGE_REFUSED, COLUMN_EXISTS, COLUMN_NOT_FOUND
     */
    Optional<TableSchema> apply(Relation relation, TableSchema current, String changes, boolean hasSnapshots);

    /**
     * Checks the columns of a view or the parameters of a function: clients that read one bad type refuse a whole list.
     *
     * @param fields the protocol's list of {@code DataField}
     * @throws io.tarn.server.model.TarnException INVALID_SCHEMA
     */
    void checkFields(String fields);

    /** The partition columns, in their order. */
    List<String> partitionKeys(TableSchema schema);

    /** The options of a schema version. */
    Map<String, String> options(TableSchema schema);
}
