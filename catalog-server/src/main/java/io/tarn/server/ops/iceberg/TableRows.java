package io.tarn.server.ops.iceberg;

import io.tarn.auth.Operation;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Effect;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.iceberg.IcebergPlaces.Asked;
import io.tarn.server.ops.iceberg.IcebergPlaces.Places;
import io.tarn.server.ops.iceberg.NativeTables.Found;
import io.tarn.server.ops.tables.PolicyColumns;
import io.tarn.server.ops.tables.TableOptions;
import io.tarn.server.ops.tables.TableSchemas;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of Iceberg's tables: what a new one has, and what a commit changes of them. */
public final class TableRows {
    private static final Map<String, String> OPTIONS = Map.of(TableOptions.TYPE, TableKind.ICEBERG.word());

    private final Store store;
    private final TableSchemas schemas;
    private final PolicyColumns policies;
    private final Clock clock;

    public TableRows(Store store, TableSchemas schemas, PolicyColumns policies, Clock clock) {
        this.store = store;
        this.schemas = schemas;
        this.policies = policies;
        this.clock = clock;
    }

    /** A table that is to be, with its first metadata file. */
    Change insertion(Asked asked, Operation operation, Places places, Location file, TableDocument document) {
        UUID id = Ids.next();
        Relation relation = new Relation(
                id,
                asked.catalog().catalog().id(),
                asked.namespace().get().id(),
                TableKind.ICEBERG,
                places.named(),
                asked.name().table(),
                places.location(),
                Audit.created(asked.caller().principal(), clock.millis()));
        TableSchema schema = schemas.create(TableKind.ICEBERG, places.named(), schema(document), OPTIONS);
        return new Insertion(asked, operation, relation, schema, places, file, document);
    }

    /**
     * A commit to a table.
     *
     * @param before what it was; null when that cannot be read any more
     */
    Change move(
            Asked asked,
            Operation operation,
            Found found,
            @Nullable TableDocument before,
            Places places,
            Location file,
            TableDocument document) {
        Branch branch = found.head().branch();
        Optional<SchemaChange> schema = before != null && before.columns().equals(document.columns())
                ? Optional.empty()
                : store.read(tx -> tx.schemas().find(found.relation().id(), TableName.MAIN, branch.schemaId()))
                        .flatMap(current -> schemas.replace(TableKind.ICEBERG, current, schema(document), OPTIONS)
                                .map(next -> new SchemaChange(current, next)));
        return new Move(asked, operation, found, before, schema, policies, places, file, document, clock.millis());
    }

    /** The columns as the protocol of Paimon has them; Iceberg's partitions and identifier fields mean other things there. */
    private static String schema(TableDocument document) {
        return "{\"fields\":" + document.columns()
                + ",\"partitionKeys\":[],\"primaryKeys\":[],\"options\":{},\"comment\":\"\"}";
    }

    private record SchemaChange(TableSchema before, TableSchema after) {}

    private record Insertion(
            Asked asked,
            Operation operation,
            Relation relation,
            TableSchema schema,
            Places places,
            Location file,
            TableDocument document)
            implements Change {
        @Override
        public UUID id() {
            return relation.id();
        }

        @Override
        public boolean apply(Transaction tx) {
            Audit audit = relation.audit();
            if (!tx.namespaces().touch(relation.namespaceId())) {
                throw Missing.database(asked.name().database());
            }
            // Before its places: whoever makes the same table twice is told that it is there, not that its places are
            // taken.
            tx.newTables().insert(relation, Branch.adopted(relation.id(), schema.id()), schema, Optional.empty());
            if (places.named()) {
                IcebergPlaces.claim(tx, asked, relation.id(), List.of(relation.location()), audit.createdAt());
            } else {
                // Nothing lies around or in a place of the server's own, so only the very same one could be somebody's.
                tx.locations().claim(relation.location(), relation.id(), relation.catalogId(), audit.createdAt());
            }
            IcebergPlaces.claim(tx, asked, relation.id(), places.more(), audit.createdAt());
            tx.iceberg().insert(relation.id(), file, audit.createdAt());
            Trail.changed(
                    tx,
                    asked.caller(),
                    operation,
                    Securables.of(asked.catalog(), relation, asked.name()),
                    Map.of("location", relation.location().toString(), "metadata", file.toString()),
                    effect(null, null, schema.id(), document));
            return true;
        }
    }

    private record Move(
            Asked asked,
            Operation operation,
            Found found,
            @Nullable TableDocument before,
            Optional<SchemaChange> schema,
            PolicyColumns policies,
            Places places,
            Location file,
            TableDocument document,
            long now)
            implements Change {
        @Override
        public UUID id() {
            return found.relation().id();
        }

        @Override
        public boolean apply(Transaction tx) {
            if (!tx.iceberg().move(id(), found.metadata(), file, now)) {
                return false;
            }
            String principal = asked.caller().name();
            tx.relations().touch(id(), now, principal);
            schema.ifPresent(change -> {
                TableSchema next = change.after();
                tx.schemas().insert(id(), TableName.MAIN, next, now, principal);
                tx.branches().setSchema(id(), TableName.MAIN, next.id());
                policies.refusal(tx, id(), change.before(), next).ifPresent(reason -> {
                    throw TarnException.of(ErrorCode.INVALID_SCHEMA, reason);
                });
            });
            if (places.named()) {
                IcebergPlaces.claim(tx, asked, id(), List.of(places.location()), now);
                tx.relations().relocate(id(), places.location());
            }
            IcebergPlaces.claim(tx, asked, id(), places.more(), now);
            long schemaId = found.head().branch().schemaId();
            Trail.changed(
                    tx,
                    asked.caller(),
                    operation,
                    Securables.of(asked.catalog(), found.relation(), asked.name()),
                    details(),
                    effect(
                            before,
                            schemaId,
                            schema.map(change -> change.after().id()).orElse(schemaId),
                            document));
            return true;
        }

        private Map<String, String> details() {
            Map<String, String> details = new HashMap<>();
            details.put("metadata", file.toString());
            if (places.named()) {
                details.put("location", places.location().toString());
            }
            return details;
        }
    }

    private static Effect effect(
            @Nullable TableDocument before, @Nullable Long oldSchema, Long newSchema, TableDocument after) {
        return new Effect(
                TableName.MAIN,
                oldSchema,
                newSchema,
                before == null ? null : before.snapshotId(),
                after.snapshotId(),
                null,
                null);
    }
}
