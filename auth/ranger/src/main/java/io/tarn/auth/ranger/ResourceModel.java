package io.tarn.auth.ranger;

import io.tarn.auth.Privilege;
import io.tarn.auth.Securable;
import io.tarn.auth.outside.RangerSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How objects and privileges of the catalog are called in a service of Ranger. */
interface ResourceModel {
    /** Empty when the service says nothing about such objects: then nobody may anything on them. */
    Optional<Map<String, Object>> resource(Securable on);

    /** Empty when nothing in the service stands for it. */
    Optional<String> access(Privilege privilege, Securable.Kind on);

    /** What a policy gives that gives the privilege and no other; empty when nothing does. */
    Optional<String> granted(Privilege privilege, Securable.Kind on);

    /** Whether no policy may end with a table, but has to say of which columns. */
    boolean closedByColumns();

    /** Everything that may be held on databases and what lies in them, what is held most often first. */
    List<String> accesses();

    /** Whether it is a database, or what databases are in. */
    boolean holdsOthers(Map<String, Object> resource);

    /** How the name of something in a database, or of a database, is added to what it lies in. */
    String level(Securable.Kind kind);

    static ResourceModel of(RangerSettings settings) {
        return settings.model() == RangerSettings.Model.TARN ? new Tarn() : new Hive(settings.catalog());
    }

    /** The service definition that comes with Tarn. */
    record Tarn() implements ResourceModel {
        /** There is one server to a service. */
        private static final String SERVER = "tarn";

        private static final List<String> ACCESSES = List.of(
                "select",
                "update",
                "describe",
                "list",
                "alter",
                "drop",
                "createtable",
                "createview",
                "createfunction",
                "createdatabase",
                "uselocation",
                "writeunseen",
                "grant");

        @Override
        public Optional<Map<String, Object>> resource(Securable on) {
            Map<String, Object> resource = new HashMap<>();
            switch (on.kind()) {
                case SERVER -> resource.put("server", SERVER);
                case CATALOG -> resource.put("catalog", on.path().get(0));
                case DATABASE, LOCATION -> {
                    resource.put("catalog", on.path().get(0));
                    resource.put(level(on.kind()), on.path().get(1));
                }
                case TABLE, VIEW, FUNCTION -> {
                    resource.put("catalog", on.path().get(0));
                    resource.put("database", on.path().get(1));
                    resource.put(level(on.kind()), on.path().get(2));
                }
            }
            return Optional.of(resource);
        }

        @Override
        public Optional<String> access(Privilege privilege, Securable.Kind on) {
            return privilege == Privilege.OWN || privilege == Privilege.ALL
                    ? Optional.empty()
                    : Optional.of(RequestFactory.word(privilege.name()));
        }

        @Override
        public Optional<String> granted(Privilege privilege, Securable.Kind on) {
            return privilege == Privilege.ALL ? Optional.of("all") : access(privilege, on);
        }

        @Override
        public boolean closedByColumns() {
            return false;
        }

        @Override
        public List<String> accesses() {
            return ACCESSES;
        }

        @Override
        public boolean holdsOthers(Map<String, Object> resource) {
            return resource.containsKey("catalog")
                    && (resource.size() == 1 || (resource.size() == 2 && resource.containsKey("database")));
        }

        @Override
        public String level(Securable.Kind kind) {
            return kind.word();
        }
    }

    /**
     * A service of type hive, which is about one catalog and knows no catalogs.
     *
     * @param catalog the one that it is about
     */
    record Hive(String catalog) implements ResourceModel {
        @Override
        public Optional<Map<String, Object>> resource(Securable on) {
            if (on.kind() == Securable.Kind.SERVER) {
                return Optional.of(Map.of("hiveservice", "*"));
            }
            if (!on.path().get(0).equals(catalog)) {
                return Optional.empty();
            }
            Map<String, Object> resource = new HashMap<>();
            switch (on.kind()) {
                // Whoever may make databases of any name.
                case CATALOG -> resource.put("database", "*");
                case DATABASE -> resource.put("database", on.path().get(1));
                case LOCATION -> resource.put("url", on.path().get(1));
                default -> {
                    resource.put("database", on.path().get(1));
                    resource.put(level(on.kind()), on.path().get(2));
                }
            }
            return Optional.of(resource);
        }

        @Override
        public Optional<String> access(Privilege privilege, Securable.Kind on) {
            return Optional.ofNullable(
                    switch (privilege) {
                        case SELECT -> "select";
                        case UPDATE -> "update";
                        case ALTER -> "alter";
                        case DROP -> "drop";
                        case CREATEDATABASE, CREATETABLE, CREATEVIEW, CREATEFUNCTION -> "create";
                        case USELOCATION -> "write";
                        case MANAGE -> "serviceadmin";
                        case ALL, DESCRIBE, LIST, GRANT, OWN, WRITEUNSEEN -> null;
                    });
        }

        @Override
        public Optional<String> granted(Privilege privilege, Securable.Kind on) {
            return access(privilege, on);
        }

        @Override
        public boolean closedByColumns() {
            return true;
        }

        @Override
        public List<String> accesses() {
            return List.of("select", "update", "create", "alter", "drop", "write", "read");
        }

        @Override
        public boolean holdsOthers(Map<String, Object> resource) {
            return resource.isEmpty() || (resource.size() == 1 && resource.containsKey("database"));
        }

        /** A view is a table there, and a function a udf. */
        @Override
        public String level(Securable.Kind kind) {
            return switch (kind) {
                case VIEW -> "table";
                case FUNCTION -> "udf";
                default -> kind.word();
            };
        }
    }
}
