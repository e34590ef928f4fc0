package io.tarn.auth.ranger;

import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.auth.Securable.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The policies of Ranger that give what a grant of the catalog's own gives. */
public final class GrantedPolicies {
    private static final List<Kind> IN_DATABASES = List.of(Kind.TABLE, Kind.VIEW, Kind.FUNCTION);

    private GrantedPolicies() {}

    /**
     * @param path from the catalog down to what the grant names
     * @param who as {@link RangerPolicyJson#allow} takes it
     */
    public static List<RangerPolicyJson> of(ResourceType type, Privilege privilege, List<String> path, String who) {
        List<RangerPolicyJson> policies = new ArrayList<>();
        String access = privilege.name().toLowerCase(Locale.ROOT);
        String catalog = path.get(0);
        switch (type) {
            case CATALOG -> {
                policies.add(RangerPolicyJson.access("catalog", catalog).allow(who, access));
                if (privilege == Privilege.USELOCATION || privilege == Privilege.ALL) {
                    policies.add(RangerPolicyJson.access("catalog", catalog, "location", "*")
                            .allow(who, "uselocation"));
                }
            }
            case CATALOG_ALL -> {
                if (privilege.appliesTo(Kind.DATABASE)) {
                    policies.add(RangerPolicyJson.access("catalog", catalog, "database", "*")
                            .allow(who, access));
                }
                policies.addAll(inside(privilege, catalog, "*", who));
            }
            case DATABASE ->
                policies.add(RangerPolicyJson.access("catalog", catalog, "database", path.get(1))
                        .allow(who, access));
            case DATABASE_ALL -> policies.addAll(inside(privilege, catalog, path.get(1), who));
            case LOCATION ->
                policies.add(RangerPolicyJson.access("catalog", catalog, "location", path.get(1))
                        .allow(who, access));
            case TABLE, VIEW, FUNCTION ->
                policies.add(RangerPolicyJson.access(
                                "catalog",
                                catalog,
                                "database",
                                path.get(1),
                                type.on().word(),
                                path.get(2))
                        .allow(who, access));
            case COLUMN ->
                policies.add(RangerPolicyJson.access(
                                "catalog",
                                catalog,
                                "database",
                                path.get(1),
                                "table",
                                path.get(2),
                                "column",
                                path.get(3))
                        .allow(who, access));
        }
        return policies;
    }

    private static List<RangerPolicyJson> inside(Privilege privilege, String catalog, String database, String who) {
        return IN_DATABASES.stream()
                .filter(privilege::appliesTo)
                .map(kind -> RangerPolicyJson.access("catalog", catalog, "database", database, kind.word(), "*")
                        .allow(who, privilege.name().toLowerCase(Locale.ROOT)))
                .toList();
    }
}
