package io.tarn.cli;

import io.tarn.cli.AccessState.GrantKey;
import io.tarn.cli.AccessState.GrantTerms;
import io.tarn.cli.AccessState.PolicyKey;
import io.tarn.proto.v1.Columns;
import io.tarn.proto.v1.Permission;
import io.tarn.proto.v1.Resource;
import org.jspecify.annotations.Nullable;

/** One step from a state to another. */
sealed interface AccessChange {
    /** {@code +} for what comes, {@code -} for what goes, {@code ~} for what changes. */
    char sign();

    /** What it is about, in words. */
    String text();

    record CreatePrincipal(String label) implements AccessChange {
        @Override
        public char sign() {
            return '+';
        }

        @Override
        public String text() {
            return "principal " + label;
        }
    }

    /** Ends its tokens, memberships, grants and policies as well. */
    record DropPrincipal(String label) implements AccessChange {
        @Override
        public char sign() {
            return '-';
        }

        @Override
        public String text() {
            return "principal " + label;
        }
    }

    record Enable(String label, boolean enabled) implements AccessChange {
        @Override
        public char sign() {
            return '~';
        }

        @Override
        public String text() {
            return "principal " + label + " is " + (enabled ? "enabled" : "disabled");
        }
    }

    record Trust(String label, boolean enforces) implements AccessChange {
        @Override
        public char sign() {
            return '~';
        }

        @Override
        public String text() {
            return "principal " + label + " is " + (enforces ? "" : "not ") + "trusted to enforce policies";
        }
    }

    record AddMember(String group, String member) implements AccessChange {
        @Override
        public char sign() {
            return '+';
        }

        @Override
        public String text() {
            return "member " + member + " of " + group;
        }
    }

    record RemoveMember(String group, String member) implements AccessChange {
        @Override
        public char sign() {
            return '-';
        }

        @Override
        public String text() {
            return "member " + member + " of " + group;
        }
    }

    /** @param before null when it is a new one */
    record PutGrant(
            String catalog,
            GrantKey key,
            GrantTerms terms,
            @Nullable GrantTerms before) implements AccessChange {
        @Override
        public char sign() {
            return before == null ? '+' : '~';
        }

        @Override
        public String text() {
            return grant(catalog, permission());
        }

        Permission permission() {
            return of(key, terms);
        }
    }

    record Revoke(String catalog, GrantKey key, GrantTerms terms) implements AccessChange {
        @Override
        public char sign() {
            return '-';
        }

        @Override
        public String text() {
            return grant(catalog, permission());
        }

        Permission permission() {
            return of(key, terms);
        }
    }

    /** @param before empty when it is a new one */
    record PutPolicy(String catalog, PolicyKey key, String sql, String before) implements AccessChange {
        @Override
        public char sign() {
            return before.isEmpty() ? '+' : '~';
        }

        @Override
        public String text() {
            return policy(catalog, key, sql) + (before.isEmpty() ? "" : ", until now " + before);
        }
    }

    record DropPolicy(String catalog, PolicyKey key, String sql) implements AccessChange {
        @Override
        public char sign() {
            return '-';
        }

        @Override
        public String text() {
            return policy(catalog, key, sql);
        }
    }

    private static String grant(String catalog, Permission permission) {
        return "grant in " + catalog + ": " + ResourceText.text(permission) + " to " + permission.getPrincipal();
    }

    private static String policy(String catalog, PolicyKey key, String sql) {
        return (key.column().isEmpty() ? "row filter" : "mask of column " + key.column()) + " in " + catalog + ": "
                + new ObjectPath(key.database(), key.table()) + " for " + key.principal() + ": " + sql;
    }

    private static Permission of(GrantKey key, GrantTerms terms) {
        Permission.Builder permission = Permission.newBuilder()
                .setPrincipal(key.principal())
                .setAccess(key.access())
                .setResource(resource(key))
                .setExpiresAtMillis(terms.expiresAt());
        if (!terms.columns().isEmpty()) {
            permission.setColumns(
                    Columns.newBuilder().setExcluded(terms.excluded()).addAllNames(terms.columns()));
        }
        return permission.build();
    }

    static Resource resource(GrantKey key) {
        return Resource.newBuilder()
                .setType(key.type())
                .setDatabase(key.database())
                .setObject(key.object())
                .build();
    }
}
