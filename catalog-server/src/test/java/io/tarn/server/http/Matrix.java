package io.tarn.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each route of the Paimon protocol needs, written down once more by hand. It is what the tests expect, and is not made
 * from the server's own table.
 */
final class Matrix {
    private static final String EXPECTED = """
            GET /v1/config                                          anything in the catalog
            GET /v1/{prefix}/changes                                anything in the catalog
            GET /v1/{prefix}/databases                              anything in the catalog
            GET /v1/{prefix}/tables                                 anything in the catalog
            GET /v1/{prefix}/views                                  anything in the catalog
            GET /v1/{prefix}/functions                              anything in the catalog
            POST /v1/{prefix}/databases                             CATALOG CREATEDATABASE
            GET D                                                   DATABASE DESCRIBE
            POST D                                                  DATABASE ALTER
            DELETE D                                                DATABASE DROP
            GET D/tables                                            DATABASE DESCRIBE
            GET D/table-details                                     DATABASE DESCRIBE
            GET D/views                                             DATABASE DESCRIBE
            GET D/view-details                                      DATABASE DESCRIBE
            GET D/functions                                         DATABASE DESCRIBE
            GET D/function-details                                  DATABASE DESCRIBE
            POST D/tables                                           DATABASE CREATETABLE
            POST D/register                                         DATABASE CREATETABLE + LOCATION USELOCATION
            POST D/views                                            DATABASE CREATEVIEW
            POST D/functions                                        DATABASE CREATEFUNCTION
            GET /v1/{prefix}/tables/id/{id}                         TABLE DROP
            POST /v1/{prefix}/tables/rename                         TABLE ALTER + DATABASE CREATETABLE
            GET T                                                   TABLE ALTER
            POST T                                                  TABLE ALTER
            DELETE T                                                TABLE DROP
            POST T/replace                                          TABLE(e) ALTER + TABLE(e) UPDATE
            GET T/schemas                                           TABLE GRANT
            GET T/schemas/{version}                                 TABLE ALTER
            POST T/rollback-schema                                  TABLE ALTER
            POST T/commit                                           TABLE UPDATE
            GET T/token                                             TABLE SELECT
            GET T/snapshot                                          TABLE SELECT
            GET T/snapshots                                         TABLE UPDATE
            GET T/snapshots/{version}                               TABLE SELECT
            POST T/rollback                                         TABLE UPDATE
            GET T/partitions                                        TABLE SELECT
            POST T/partitions                                       TABLE UPDATE
            POST T/partitions/drop                                  TABLE UPDATE
            POST T/partitions/mark                                  TABLE UPDATE
            POST T/partitions/list-by-names                         TABLE SELECT
            POST T/partitions/list-by-filter                        TABLE UPDATE
            POST T/auth                                             TABLE SELECT
            GET T/policies                                          TABLE GRANT
            POST T/policies                                         TABLE GRANT
            POST T/policies/drop                                    TABLE GRANT
            GET T/branches                                          TABLE SELECT
            POST T/branches                                         TABLE ALTER
            DELETE T/branches/{branch}                              TABLE ALTER
            POST T/branches/{branch}/forward                        TABLE ALTER
            POST T/branches/{branch}/rename                         TABLE ALTER
            GET T/tags                                              TABLE SELECT
            POST T/tags                                             TABLE UPDATE
            GET T/tags/{tag}                                        TABLE SELECT
            DELETE T/tags/{tag}                                     TABLE UPDATE
            GET T/consumers                                         TABLE SELECT
            POST T/consumers/reset                                  TABLE UPDATE
            POST /v1/{prefix}/views/rename                          VIEW ALTER + DATABASE CREATEVIEW
            GET D/views/{view}                                      VIEW SELECT
            POST D/views/{view}                                     VIEW ALTER
            DELETE D/views/{view}                                   VIEW DROP
            GET D/functions/{function}                              FUNCTION SELECT
            POST D/functions/{function}                             FUNCTION ALTER
            DELETE D/functions/{function}                           FUNCTION DROP
            """;

    /** A privilege on one of the objects of a {@link World}. */
    record Need(String type, String access) {
        /** The body of a grant to a principal; {@code scope} is the object itself or everything that it lies in. */
        String grant(World world, Scope scope, String principal, @Nullable String expireTime) {
            ObjectNode resource = World.object();
            switch (scope) {
                case CATALOG_ALL -> resource.put("type", "CATALOG_ALL");
                case DATABASE_ALL -> resource.put("type", "DATABASE_ALL").put("database", world.database);
                case ITSELF -> name(resource, world);
            }
            ObjectNode body = World.object();
            body.set("resource", resource);
            body.put("access", access).put("principal", principal);
            if (expireTime != null) {
                body.put("expireTime", expireTime);
            }
            return body.toString();
        }

        private void name(ObjectNode resource, World world) {
            resource.put("type", type.equals("TABLE(e)") ? "TABLE" : type);
            switch (type) {
                // The one whose files are real.
                case "TABLE(e)" -> resource.put("database", world.database).put("table", "e");
                case "CATALOG" -> {}
                case "LOCATION" -> resource.put("location", world.unregistered());
                case "DATABASE" -> resource.put("database", world.database);
                case "VIEW" -> resource.put("database", world.database).put("view", "v");
                case "FUNCTION" -> resource.put("database", world.database).put("function", "f");
                default -> resource.put("database", world.database).put("table", "t");
            }
        }

        /** The scopes above the object at which this privilege can be granted for it. */
        List<Scope> above() {
            return switch (type) {
                case "TABLE", "TABLE(e)", "VIEW", "FUNCTION" -> List.of(Scope.DATABASE_ALL, Scope.CATALOG_ALL);
                case "DATABASE" -> List.of(Scope.CATALOG_ALL);
                default -> List.of();
            };
        }
    }

    enum Scope {
        ITSELF,
        DATABASE_ALL,
        CATALOG_ALL
    }

    /**
     * A route.
     *
     * @param needs all of them; empty when anything that is held in the catalog is enough
     */
    record Line(String route, List<Need> needs) {
        Examples.Example example() {
            String[] words = route.split(" ", -1);
            return Examples.of(words[0], words[1]);
        }

        boolean ofCatalog() {
            return needs.isEmpty() || needs.get(0).type().equals("CATALOG");
        }

        @Override
        public String toString() {
            return route;
        }
    }

    static final List<Line> LINES =
            EXPECTED.lines().filter(line -> !line.isBlank()).map(Matrix::line).toList();

    private Matrix() {}

    private static Line line(String text) {
        String[] words = text.strip().split("\\s+", 3);
        String template = words[1].replaceFirst("^D(?=/|$)", "/v1/{prefix}/databases/{database}")
                .replaceFirst("^T(?=/|$)", "/v1/{prefix}/databases/{database}/tables/{table}");
        List<Need> needs = words[2].startsWith("anything")
                ? List.of()
                : Arrays.stream(words[2].split(" \\+ "))
                        .map(need -> new Need(need.split(" ", -1)[0], need.split(" ", -1)[1]))
                        .toList();
        return new Line(words[0] + " " + template, needs);
    }
}
