package io.tarn.cli;

import io.tarn.cli.AccessState.CatalogAccess;
import io.tarn.cli.AccessState.GrantKey;
import io.tarn.cli.AccessState.GrantTerms;
import io.tarn.cli.AccessState.PolicyKey;
import io.tarn.cli.AccessState.PrincipalState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Random principals, memberships, grants and policies, on the objects that {@link AccessRoundTripIT} makes. */
final class RandomAccess {
    static final List<String> CATALOGS = List.of("main", "other");
    static final List<String> DATABASES = List.of("shop", "my.db", "größe 数据");
    static final List<String> TABLES = List.of("orders", "a.b", "名前 é", "null");
    static final List<String> COLUMNS = List.of("id", "region", "phone", "tel é");

    private static final List<String> NAMES = List.of(
            "alice",
            "zoë",
            "équipe 数据",
            "x.y",
            "null",
            "yes",
            "1.0",
            "a:b",
            "#not a comment",
            "- item",
            "50%+1",
            "😀",
            "~",
            "(x)",
            "semi;colon",
            "a@b.example",
            "&anchor",
            "!tag",
            "0x1f",
            "tab-le");
    private static final List<String> FILTERS = List.of(
            "region = 'EU'",
            "id > 5 AND id <= 100",
            "region IN ('EU', 'US') OR id = 7",
            "region LIKE 'E%'",
            "region IS NOT NULL",
            "NOT (region = 'it''s \"x\" \\ 数据')",
            "is_member('role or group')",
            "region = attribute('region')");
    private static final List<String> MASKS =
            List.of("mask_null()", "mask_hash(%s)", "mask_show_last_4(%s)", "'xxx: - #'", "upper(%s)");
    private static final Map<String, List<String>> PRIVILEGES = Map.of(
            "CATALOG", List.of("ALL", "ALTER", "CREATEDATABASE", "USELOCATION"),
            "CATALOG_ALL", List.of("SELECT", "LIST", "WRITEUNSEEN", "ALL"),
            "DATABASE", List.of("LIST", "CREATETABLE", "ALL", "GRANT"),
            "DATABASE_ALL", List.of("SELECT", "UPDATE", "GRANT"),
            "TABLE", List.of("SELECT", "UPDATE", "ALTER", "WRITEUNSEEN"),
            "COLUMN", List.of("SELECT"),
            "VIEW", List.of("SELECT", "DROP"),
            "FUNCTION", List.of("SELECT", "GRANT"));
    private static final List<String> TYPES =
            PRIVILEGES.keySet().stream().sorted().toList();
    private static final long MILLENNIUM = 32_503_680_000_000L;

    private final Random random;

    RandomAccess(long seed) {
        this.random = new Random(seed);
    }

    AccessState next() {
        AccessState state = new AccessState();
        List<String> labels = new ArrayList<>();
        for (String name : NAMES) {
            if (random.nextInt(3) > 0) {
                labels.add(one(List.of("user", "service", "group", "role")) + ":" + name);
            }
        }
        List<String> callers =
                labels.stream().filter(label -> !Principals.hasMembers(label)).toList();
        state.principals().put("user:root", new PrincipalState(true, false, new TreeSet<>()));
        SortedSet<String> admins = new TreeSet<>(some(callers, 8));
        admins.add("user:root");
        state.principals().put("role:admin", new PrincipalState(true, false, admins));
        for (int i = 0; i < labels.size(); i++) {
            String label = labels.get(i);
            // Only of those before it, so that no group is a member of itself.
            SortedSet<String> members =
                    Principals.hasMembers(label) ? new TreeSet<>(some(labels.subList(0, i), 3)) : new TreeSet<>();
            state.principals()
                    .put(
                            label,
                            new PrincipalState(
                                    random.nextInt(6) > 0,
                                    label.startsWith("service:") && random.nextBoolean(),
                                    members));
        }
        List<String> all = Stream.concat(
                        labels.stream(), AccessState.BUILT_IN.stream().sorted())
                .toList();
        for (String catalog : CATALOGS) {
            CatalogAccess access = new CatalogAccess();
            for (int i = random.nextInt(30); i > 0; i--) {
                grant(access, one(all));
            }
            for (int i = random.nextInt(10); i > 0; i--) {
                policy(access, one(all));
            }
            state.catalogs().put(catalog, access);
        }
        return state;
    }

    private void grant(CatalogAccess access, String principal) {
        String type = one(TYPES);
        String database = type.startsWith("CATALOG") ? "" : one(DATABASES);
        String object = switch (type) {
            case "TABLE", "COLUMN" -> one(TABLES);
            case "VIEW" -> "v é";
            case "FUNCTION" -> "f";
            default -> "";
        };
        List<String> columns = List.of();
        if (type.equals("COLUMN")) {
            columns = some(COLUMNS, 2);
            columns = columns.isEmpty() ? List.of("id") : columns;
        }
        long expiresAt = random.nextInt(4) == 0 ? MILLENNIUM + random.nextInt() : 0;
        access.grants()
                .put(
                        new GrantKey(principal, type, database, object, one(PRIVILEGES.get(type))),
                        new GrantTerms(columns, !columns.isEmpty() && random.nextBoolean(), expiresAt));
    }

    private void policy(CatalogAccess access, String principal) {
        boolean filter = random.nextBoolean();
        String column = filter ? "" : one(List.of("region", "phone"));
        access.policies()
                .put(
                        new PolicyKey(principal, one(DATABASES), one(TABLES), column),
                        filter ? one(FILTERS) : one(MASKS).formatted(column));
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** Each with the same chance. */
    private <T> List<T> some(List<T> all, int oneIn) {
        return all.stream().filter(entry -> random.nextInt(oneIn) == 0).toList();
    }
}
