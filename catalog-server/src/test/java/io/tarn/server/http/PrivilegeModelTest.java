package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.PrivilegeModel.Grant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server against a model of the rules, over random grants, memberships and requests. */
class PrivilegeModelTest extends ServerTest {
    private static final List<String> USERS = List.of("user:m1", "user:m2", "service:m3");
    private static final List<String> GROUPS = List.of("group:m4", "role:m5", "role:m6");
    private static final List<String> DATABASES = List.of("m1", "m2");
    private static final List<String> TABLES = List.of("m1/a", "m1/b", "m2/a");

    private static final Map<String, List<String>> GRANTABLE = Map.of(
            "CATALOG", List.of("ALL", "ALTER", "DROP", "GRANT", "CREATEDATABASE"),
            "CATALOG_ALL",
                    List.of(
                            "ALL",
                            "DESCRIBE",
                            "ALTER",
                            "DROP",
                            "GRANT",
                            "CREATETABLE",
                            "CREATEVIEW",
                            "CREATEFUNCTION",
                            "LIST",
                            "SELECT",
                            "UPDATE"),
            "DATABASE",
                    List.of(
                            "ALL",
                            "DESCRIBE",
                            "ALTER",
                            "DROP",
                            "GRANT",
                            "CREATETABLE",
                            "CREATEVIEW",
                            "CREATEFUNCTION",
                            "LIST"),
            "DATABASE_ALL", List.of("ALL", "SELECT", "UPDATE", "ALTER", "DROP", "GRANT"),
            "TABLE", List.of("ALL", "SELECT", "UPDATE", "ALTER", "DROP", "GRANT"));

    private final PrivilegeModel model = new PrivilegeModel();
    private final Map<String, Api> callers = new HashMap<>();
    private Random random = new Random();

    @BeforeAll
    void makeObjects() {
        api = api.withCatalog("plain");
        DATABASES.forEach(database -> api.post(api.databases(), "{\"name\":\"" + database + "\",\"options\":{}}")
                .ok());
        TABLES.forEach(table -> api.post(
                        api.tables(table.split("/", -1)[0]),
                        Examples.createTable(table.split("/", -1)[0], table.split("/", -1)[1]))
                .ok());
        List<String> everybody = new ArrayList<>(USERS);
        everybody.addAll(GROUPS);
        everybody.forEach(principal -> api.post("/manage/v1/principals", "{\"name\":\"" + principal + "\"}")
                .ok());
        USERS.forEach(user -> callers.put(
                user,
                api.withToken(api.post("/manage/v1/principals/" + user + "/tokens", "{}")
                        .ok()
                        .json()
                        .get("secret")
                        .asText())));
    }

    @Test
    void theServerDecidesAsTheModel() {
        run(2_000);
    }

    @Test
    @Tag("full")
    void theServerDecidesAsTheModelForLong() {
        run(10_000);
    }

    private void run(int steps) {
        long seed = Long.getLong("tarn.seed", new Random().nextLong());
        random = new Random(seed);
        for (int step = 0; step < steps; step++) {
            String what = "seed " + seed + ", step " + step + ": ";
            switch (random.nextInt(10)) {
                case 0, 1 -> change(true);
                // Few grants last, so that what is asked for is now held and now not.
                case 2 -> change(false);
                case 3 -> member();
                default -> check(what);
            }
        }
    }

    private void change(boolean grant) {
        Grant changed = grant || model.grants.isEmpty() ? randomGrant() : pick(new ArrayList<>(model.grants));
        if (grant && model.grants.size() < 12) {
            post("grant", changed);
            model.grants.add(changed);
        } else {
            post("revoke", changed);
            model.grants.remove(changed);
        }
    }

    private Grant randomGrant() {
        String type = pick(new ArrayList<>(new TreeSet<>(GRANTABLE.keySet())));
        String object = type.startsWith("CATALOG") ? "" : pick(type.startsWith("DATABASE") ? DATABASES : TABLES);
        return new Grant(
                pick(random.nextBoolean() ? USERS : GROUPS), type.endsWith("_ALL"), object, pick(GRANTABLE.get(type)));
    }

    private void post(String verb, Grant grant) {
        ObjectNode resource = World.object();
        String[] names = grant.object().split("/", -1);
        String kind = grant.object().isEmpty() ? "CATALOG" : names.length == 1 ? "DATABASE" : "TABLE";
        resource.put("type", kind + (grant.below() ? "_ALL" : ""));
        if (!grant.object().isEmpty()) {
            resource.put("database", names[0]);
        }
        if (names.length == 2) {
            resource.put("table", names[1]);
        }
        ObjectNode body = World.object();
        body.set("resource", resource);
        api.post(
                        api.prefix() + "/permissions/" + verb,
                        body.put("access", grant.access())
                                .put("principal", grant.principal())
                                .toString())
                .ok();
    }

    private void member() {
        String member = pick(random.nextBoolean() ? USERS : GROUPS);
        String group = pick(GROUPS);
        String members = "/manage/v1/principals/" + group + "/members";
        if (random.nextBoolean()) {
            Api.Answer answer = api.post(members, "{\"member\":\"" + member + "\"}");
            boolean circle = model.reachable(group, member);
            assertThat(answer.status()).as(answer.body()).isEqualTo(circle ? 400 : 200);
            if (!circle) {
                model.groups.computeIfAbsent(member, key -> new TreeSet<>()).add(group);
            }
        } else if (random.nextInt(4) == 0) {
            boolean enable = model.disabled.remove(group) || !model.disabled.add(group);
            api.post("/manage/v1/principals/" + group + (enable ? "/enable" : "/disable"), "")
                    .ok();
        } else {
            api.delete(members + "/" + member).ok();
            model.groups.getOrDefault(member, new TreeSet<>()).remove(group);
        }
    }

    private void check(String what) {
        String user = pick(USERS);
        Api caller = callers.get(user);
        String table = pick(TABLES);
        String database = table.split("/", -1)[0];
        String path = api.tables(database) + "/" + table.split("/", -1)[1];
        boolean shown = model.sees(user, table) || model.holds(user, database, "LIST");
        switch (random.nextInt(5)) {
            case 0 -> expect(what, caller.get(path), model.sees(user, table), shown);
            case 1 -> expect(what, caller.get(path + "/tags"), model.holds(user, table, "SELECT", "UPDATE"), shown);
            case 2 -> expect(what, caller.post(path, "{\"changes\":[]}"), model.holds(user, table, "ALTER"), shown);
            case 3 -> {
                boolean sees = model.sees(user, database);
                expect(what, caller.get(api.databases() + "/" + database), sees, sees);
                if (sees) {
                    assertThat(caller.get(api.tables(database)).ok().json().get("tables"))
                            .as(what + user + " lists " + database)
                            .extracting(name -> name.asText())
                            .containsExactlyElementsOf(TABLES.stream()
                                    .filter(each -> each.startsWith(database + "/"))
                                    .filter(each -> model.holds(user, database, "LIST") || model.sees(user, each))
                                    .map(each -> each.split("/", -1)[1])
                                    .toList());
                }
            }
            default -> {
                boolean sees = model.sees(user, "");
                Api.Answer answer = caller.get(api.databases());
                expect(what, answer, sees, sees);
                if (sees) {
                    assertThat(answer.json().get("databases"))
                            .as(what + user + " lists databases")
                            .extracting(name -> name.asText())
                            .filteredOn(DATABASES::contains)
                            .containsExactlyElementsOf(DATABASES.stream()
                                    .filter(each -> model.sees(user, each))
                                    .toList());
                }
            }
        }
    }

    private void expect(String what, Api.Answer answer, boolean allowed, boolean shown) {
        assertThat(answer.status())
                .as(
                        "%s%s with %s, groups %s, disabled %s",
                        what, answer.body(), model.grants, model.groups, model.disabled)
                .isEqualTo(allowed ? 200 : shown ? 403 : 404);
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
