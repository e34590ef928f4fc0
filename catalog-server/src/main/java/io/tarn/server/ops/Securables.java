package io.tarn.server.ops;

import io.tarn.auth.Securable;
import io.tarn.auth.Securable.Kind;
import io.tarn.server.model.Location;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TableName;
import io.tarn.server.model.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** The objects of the catalog as what privileges are held on. */
public final class Securables {
    private Securables() {}

    public static Securable of(Catalogs.Entry catalog) {
        return Securable.catalog(catalog.catalog().id(), catalog.catalog().name());
    }

    public static Securable of(Catalogs.Entry catalog, Namespace namespace) {
        return of(catalog)
                .child(Kind.DATABASE, namespace.id(), namespace.audit().ownerId(), namespace.name());
    }

    /** A branch and a system table are secured as their table. */
    public static Securable of(Catalogs.Entry catalog, Relation relation, TableName name) {
        return database(catalog, relation.namespaceId(), name.database())
                .child(Kind.TABLE, relation.id(), relation.audit().ownerId(), name.table());
    }

    public static Securable of(Catalogs.Entry catalog, View view, QualifiedName name) {
        return database(catalog, view.namespaceId(), name.database())
                .child(Kind.VIEW, view.id(), view.audit().ownerId(), name.object());
    }

    public static Securable of(Catalogs.Entry catalog, Routine routine, QualifiedName name) {
        return database(catalog, routine.namespaceId(), name.database())
                .child(Kind.FUNCTION, routine.id(), routine.audit().ownerId(), name.object());
    }

    /** A place, within the places that contain it, within the catalog. */
    public static Securable of(Catalogs.Entry catalog, Location location) {
        List<Location> lineage = new ArrayList<>(location.lineage());
        Collections.reverse(lineage);
        Securable place = of(catalog);
        for (Location step : lineage) {
            place = new Securable(
                    Kind.LOCATION,
                    locationId(catalog, step),
                    place,
                    null,
                    List.of(catalog.catalog().name(), step.toString()));
        }
        return place;
    }

    /** The same for the same place of the same catalog. */
    private static UUID locationId(Catalogs.Entry catalog, Location location) {
        String text = catalog.catalog().id() + " " + location;
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Securable database(Catalogs.Entry catalog, UUID id, String name) {
        return of(catalog).child(Kind.DATABASE, id, null, name);
    }
}
