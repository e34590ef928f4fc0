package io.tarn.server.ops.functions;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.DefinitionRules;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.tables.TableSchemas;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Creates a function. */
public final class CreateFunction {
    private final Store store;
    private final Access access;
    private final TableSchemas schemas;
    private final Clock clock;

    public CreateFunction(Store store, Access access, TableSchemas schemas, Clock clock) {
        this.store = store;
        this.access = access;
        this.schemas = schemas;
        this.clock = clock;
    }

    /** @throws TarnException DATABASE_NOT_FOUND, FUNCTION_EXISTS, INVALID_NAME, INVALID_SCHEMA */
    public void run(Caller caller, Catalogs.Entry catalog, QualifiedName name, Routine.Definition definition) {
        Names.check("database", name.database());
        Routine.checkName(name.object());
        definition.alterable().checked();
        DefinitionRules.checkLength("function", definition.length());
        checkFields(definition.inputParams());
        checkFields(definition.returnParams());
        Namespace namespace = access.database(caller, Operation.CREATE_FUNCTION, catalog, name.database());
        Routine routine = new Routine(
                Ids.next(),
                namespace.id(),
                name.object(),
                definition,
                0,
                Audit.created(caller.principal(), clock.millis()));
        try {
            store.write(tx -> {
                if (!tx.namespaces().touch(namespace.id())) {
                    throw Missing.database(name.database());
                }
                tx.routines().insert(routine);
                Trail.changed(tx, caller, Operation.CREATE_FUNCTION, Securables.of(catalog, routine, name));
                return routine;
            });
        } catch (DuplicateKeyException e) {
            throw Missing.functionExists(name);
        }
    }

    private void checkFields(@Nullable String fields) {
        if (fields != null) {
            schemas.checkFields(fields);
        }
    }
}
