package io.tarn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.cli.AccessState.CatalogAccess;
import io.tarn.cli.AccessState.GrantKey;
import io.tarn.cli.AccessState.GrantTerms;
import io.tarn.cli.AccessState.PolicyKey;
import io.tarn.cli.AccessState.PrincipalState;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@link AccessState} as a YAML file. Reading takes nothing that it does not know, so that nothing is lost silently. */
final class AccessFile {
    private static final int VERSION = 1;

    /** What one entry of the file says of several privileges together. */
    private record Entry(GrantKey key, GrantTerms terms) {}

    private AccessFile() {}

    static String write(AccessState state) throws IOException {
        ObjectNode file = Yaml.object().put("tarn-access", VERSION);
        ArrayNode principals = file.putArray("principals");
        state.principals().forEach((label, principal) -> write(principals.addObject(), label, principal));
        ArrayNode catalogs = file.putArray("catalogs");
        state.catalogs().forEach((name, access) -> {
            ObjectNode catalog = catalogs.addObject().put("catalog", name);
            writeGrants(catalog.putArray("grants"), access);
            writePolicies(catalog.putArray("policies"), access);
        });
        return Yaml.write(file);
    }

    private static void write(ObjectNode entry, String label, PrincipalState principal) {
        entry.put("principal", label);
        if (!principal.enabled()) {
            entry.put("enabled", false);
        }
        if (principal.enforces()) {
            entry.put("enforces-policies", true);
        }
        if (Principals.hasMembers(label)) {
            principal.members().forEach(entry.putArray("members")::add);
        }
    }

    private static void writeGrants(ArrayNode grants, CatalogAccess access) {
        Map<Entry, ArrayNode> entries = new LinkedHashMap<>();
        access.grants().forEach((key, terms) -> {
            Entry entry = new Entry(new GrantKey(key.principal(), key.type(), key.database(), key.object(), ""), terms);
            entries.computeIfAbsent(entry, fresh -> write(grants.addObject(), fresh))
                    .add(key.access());
        });
    }

    private static ArrayNode write(ObjectNode json, Entry entry) {
        GrantKey key = entry.key();
        GrantTerms terms = entry.terms();
        json.put("principal", key.principal()).put("resource", key.type());
        if (!key.database().isEmpty()) {
            json.put("database", key.database());
        }
        if (!key.object().isEmpty()) {
            json.put("object", key.object());
        }
        if (!terms.columns().isEmpty()) {
            terms.columns().forEach(json.putArray(terms.excluded() ? "all-columns-but" : "columns")::add);
        }
        if (terms.expiresAt() != 0) {
            json.put("until", Instant.ofEpochMilli(terms.expiresAt()).toString());
        }
        return json.putArray("privileges");
    }

    private static void writePolicies(ArrayNode policies, CatalogAccess access) {
        access.policies().forEach((key, sql) -> {
            ObjectNode entry = policies.addObject()
                    .put("database", key.database())
                    .put("table", key.table())
                    .put("principal", key.principal());
            if (!key.column().isEmpty()) {
                entry.put("column", key.column());
            }
            entry.put("sql", sql);
        });
    }

    /** @throws UsageException for what is no such file, or says something that cannot be kept */
    static AccessState read(String name, String text) {
        JsonNode tree;
        try {
            tree = Yaml.read(text);
        } catch (IOException e) {
            throw new UsageException(name + " is no YAML: " + Yaml.reason(e), e);
        }
        FileEntry file = FileEntry.of(name, tree, "tarn-access", "principals", "catalogs");
        if (file.number("tarn-access") != VERSION) {
            throw file.wrong("this tarn knows version " + VERSION + " of these files");
        }
        SortedMap<String, PrincipalState> principals = new TreeMap<>();
        for (JsonNode entry : file.list("principals")) {
            read(
                    FileEntry.of(
                            file.place("principals"), entry, "principal", "enabled", "enforces-policies", "members"),
                    principals);
        }
        SortedMap<String, CatalogAccess> catalogs = new TreeMap<>();
        for (JsonNode entry : file.list("catalogs")) {
            FileEntry catalog = FileEntry.of(file.place("catalogs"), entry, "catalog", "grants", "policies");
            if (catalogs.put(catalog.text("catalog"), access(catalog, principals)) != null) {
                throw catalog.wrong("there is another entry for the same catalog");
            }
        }
        return new AccessState(principals, catalogs);
    }

    private static void read(FileEntry entry, SortedMap<String, PrincipalState> principals) {
        String label = entry.text("principal");
        if (!label.matches("(user|service|group|role):.+")) {
            throw entry.wrong("'" + label + "' is no label like role:analyst");
        }
        List<String> members = entry.texts("members");
        if (!members.isEmpty() && !Principals.hasMembers(label)) {
            throw entry.wrong("only groups and roles have members");
        }
        PrincipalState state = new PrincipalState(
                entry.flag("enabled", true), entry.flag("enforces-policies", false), new TreeSet<>(members));
        if (state.members().size() != members.size()) {
            throw entry.wrong("a member is named twice");
        }
        if (principals.put(label, state) != null) {
            throw entry.wrong("there is another entry for the same principal");
        }
    }

    private static CatalogAccess access(FileEntry catalog, SortedMap<String, PrincipalState> principals) {
        CatalogAccess access = new CatalogAccess();
        for (JsonNode json : catalog.list("grants")) {
            FileEntry entry = FileEntry.of(
                    catalog.place("grants"),
                    json,
                    "principal",
                    "resource",
                    "database",
                    "object",
                    "columns",
                    "all-columns-but",
                    "until",
                    "privileges");
            String principal = listed(entry, principals);
            boolean excluded = entry.has("all-columns-but");
            if (excluded && entry.has("columns")) {
                throw entry.wrong("it has both 'columns' and 'all-columns-but'");
            }
            GrantTerms terms = new GrantTerms(
                    entry.texts(excluded ? "all-columns-but" : "columns"),
                    excluded,
                    entry.has("until") ? Times.millis(entry.text("until")) : 0);
            for (String privilege : entry.texts("privileges")) {
                GrantKey key = new GrantKey(
                        principal,
                        entry.text("resource"),
                        entry.textOr("database", ""),
                        entry.textOr("object", ""),
                        privilege);
                if (access.grants().put(key, terms) != null) {
                    throw entry.wrong("there is another entry for " + privilege + " on the same");
                }
            }
        }
        for (JsonNode json : catalog.list("policies")) {
            FileEntry entry =
                    FileEntry.of(catalog.place("policies"), json, "principal", "database", "table", "column", "sql");
            PolicyKey key = new PolicyKey(
                    listed(entry, principals), entry.text("database"), entry.text("table"), entry.textOr("column", ""));
            if (access.policies().put(key, entry.text("sql")) != null) {
                throw entry.wrong("there is another entry for the same");
            }
        }
        return access;
    }

    /** Who holds something is said completely, so it must have an entry of its own. */
    private static String listed(FileEntry entry, SortedMap<String, PrincipalState> principals) {
        String principal = entry.text("principal");
        if (!principals.containsKey(principal)) {
            throw entry.wrong("'" + principal + "' is not among the file's principals");
        }
        return principal;
    }
}
