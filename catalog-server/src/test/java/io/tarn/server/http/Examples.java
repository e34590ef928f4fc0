package io.tarn.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A valid request for every route of the protocol, in a {@link World}. */
final class Examples {
    private static final String DATABASE = "/v1/{prefix}/databases/{database}";
    private static final String TABLE = DATABASE + "/tables/{table}";

    /** @param body null for a request without one */
    record Example(
            String method,
            String template,
            String query,
            @Nullable Function<World, String> body) {
        String path(World world) {
            Map<String, String> variables = Map.of(
                    "{prefix}", world.api.prefix().substring("/v1/".length()),
                    "{database}", world.database,
                    // The snapshots of t are made up, so it cannot be emptied.
                    "{table}", template.endsWith("/replace") ? "e" : "t",
                    "{view}", "v",
                    "{function}", "f",
                    "{branch}", "b",
                    "{tag}", "g",
                    "{id}", world.tableId,
                    "{version}", "1");
            List<String> segments = new ArrayList<>();
            for (String segment : template.split("/", -1)) {
                segments.add(variables.getOrDefault(segment, segment));
            }
            return String.join("/", segments) + (query.isEmpty() ? "" : "?" + query);
        }

        Api.Answer send(World world) {
            String json = body == null ? "" : body.apply(world);
            return world.api.send(method, path(world), BodyPublishers.ofString(json));
        }

        boolean isOf(String otherMethod, String otherTemplate) {
            return method.equals(otherMethod) && template.equals(otherTemplate);
        }

        @Override
        public String toString() {
            return method + " " + template;
        }
    }

    private static final List<Example> ALL = all();

    private Examples() {}

    static List<Example> of() {
        return ALL;
    }

    static Example of(String method, String template) {
        return ALL.stream()
                .filter(example -> example.isOf(method, template))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no example of " + method + " " + template));
    }

    private static List<Example> all() {
        List<Example> all = new ArrayList<>();
        databases(all);
        tables(all);
        snapshots(all);
        partitions(all);
        branches(all);
        viewsAndFunctions(all);
        permissions(all);
        return List.copyOf(all);
    }

    private static void databases(List<Example> all) {
        get(all, "/v1/config", "warehouse=a+b%2Bc");
        get(all, "/v1/{prefix}/changes", "waitSeconds=0");
        get(all, "/v1/{prefix}/databases", "maxResults=2&pageToken=a&databaseNamePattern=w%25");
        post(
                all,
                "/v1/{prefix}/databases",
                world -> World.object()
                        .put("name", world.database + "-new")
                        .<ObjectNode>set("options", World.object().put("comment", "größe"))
                        .toString());
        get(all, DATABASE, "");
        post(all, DATABASE, world -> "{\"removals\":[\"a\",\"gone\"],\"updates\":{\"b\":\"2\"}}");
        delete(all, DATABASE);
    }

    private static void tables(List<Example> all) {
        get(all, DATABASE + "/tables", "maxResults=1&pageToken=a&tableNamePattern=t%25&tableType=table");
        post(all, DATABASE + "/tables", world -> createTable(world.database, "new"));
        get(all, DATABASE + "/table-details", "maxResults=1&pageToken=a&tableNamePattern=t");
        post(
                all,
                DATABASE + "/register",
                world -> World.object()
                        .put("path", world.unregistered())
                        .<ObjectNode>set("identifier", identifier(world.database, "registered"))
                        .toString());
        get(all, "/v1/{prefix}/tables", "maxResults=1&pageToken=a.b&databaseNamePattern=w%25&tableNamePattern=t");
        get(all, "/v1/{prefix}/tables/id/{id}", "");
        post(all, "/v1/{prefix}/tables/rename", world -> rename(world, "t"));
        get(all, TABLE, "");
        post(all, TABLE, world -> Api.alterBody("""
                {"action":"setOption","key":"snapshot.num-retained.max","value":"20"},
                {"action":"updateComment","comment":"größe"},
                {"action":"addColumn","fieldNames":["added"],"dataType":"DECIMAL(10, 2)","comment":"c",
                 "move":{"fieldName":"added","referenceFieldName":"id","type":"AFTER"}}"""));
        delete(all, TABLE);
        post(
                all,
                TABLE + "/replace",
                world -> World.object()
                        .<ObjectNode>set("schema", schema().put("comment", "another table"))
                        .toString());
        get(all, TABLE + "/token", "");
        post(all, TABLE + "/auth", world -> "{\"select\":[\"id\",\"name\"]}");
        get(all, TABLE + "/schemas", "maxResults=1&pageToken=1");
        get(all, TABLE + "/schemas/{version}", "");
        post(all, TABLE + "/rollback-schema", world -> "{\"schemaId\":0}");
    }

    private static void snapshots(List<Example> all) {
        post(all, TABLE + "/commit", world -> commit(world, 3));
        get(all, TABLE + "/snapshot", "");
        get(all, TABLE + "/snapshots", "maxResults=1&pageToken=2");
        get(all, TABLE + "/snapshots/{version}", "");
        post(all, TABLE + "/rollback", world -> "{\"instant\":{\"type\":\"snapshot\",\"snapshotId\":1}}");
    }

    private static void partitions(List<Example> all) {
        String partitions = TABLE + "/partitions";
        get(all, partitions, "maxResults=1&pageToken=dt%3D2025-01-02&partitionNamePattern=dt%3D2025%25");
        post(
                all,
                partitions,
                world -> "{\"partitionSpecs\":[{\"dt\":\"2025-01-09\"},{\"dt\":\"2025-01-01\"}],"
                        + "\"ignoreIfExists\":true}");
        post(
                all,
                partitions + "/drop",
                world -> "{\"partitionSpecs\":[{\"dt\":\"empty\"},{\"dt\":\"gone\"}]," + "\"ignoreIfNotExists\":true}");
        post(all, partitions + "/mark", world -> "{\"specs\":[{\"dt\":\"2025-01-01\"}]}");
        post(all, partitions + "/list-by-names", world -> "{\"specs\":[{\"dt\":\"2025-01-01\"},{\"dt\":\"gone\"}]}");
        post(
                all,
                partitions + "/list-by-filter",
                world -> World.object()
                        .put("filter", """
                        {"kind":"LEAF","transform":{"name":"FIELD_REF","fieldRef":{"index":2,"name":"dt",\
                        "type":"STRING"}},"function":"EQUAL","literals":["2025-01-01"]}""")
                        .put("partitionNamePattern", "dt=2025%")
                        .put("maxResults", 10)
                        .put("pageToken", "dt=2026")
                        .toString());
    }

    private static void branches(List<Example> all) {
        get(all, TABLE + "/branches", "");
        post(all, TABLE + "/branches", world -> "{\"branch\":\"new\",\"fromTag\":\"g\"}");
        delete(all, TABLE + "/branches/{branch}");
        post(all, TABLE + "/branches/{branch}/forward", world -> "{}");
        post(all, TABLE + "/branches/{branch}/rename", world -> "{\"toBranch\":\"renamed\"}");
        get(all, TABLE + "/tags", "maxResults=1&pageToken=a&tagNamePrefix=g");
        post(all, TABLE + "/tags", world -> "{\"tagName\":\"new\",\"snapshotId\":1,\"timeRetained\":\"1 d\"}");
        get(all, TABLE + "/tags/{tag}", "");
        delete(all, TABLE + "/tags/{tag}");
        get(all, TABLE + "/consumers", "maxResults=1&pageToken=a");
        post(all, TABLE + "/consumers/reset", world -> "{\"consumerId\":\"c\",\"nextSnapshotId\":1}");
    }

    private static void viewsAndFunctions(List<Example> all) {
        get(all, DATABASE + "/views", "maxResults=1&pageToken=a&viewNamePattern=v%25");
        post(all, DATABASE + "/views", world -> createView(world.database, "new"));
        get(all, DATABASE + "/view-details", "maxResults=1&pageToken=a&viewNamePattern=v");
        get(all, "/v1/{prefix}/views", "maxResults=1&pageToken=a.b&databaseNamePattern=w%25&viewNamePattern=v");
        post(all, "/v1/{prefix}/views/rename", world -> rename(world, "v"));
        get(all, DATABASE + "/views/{view}", "");
        post(all, DATABASE + "/views/{view}", world -> Api.alterBody("""
                {"action":"setOption","key":"k","value":"v"},{"action":"removeOption","key":"gone"},
                {"action":"updateComment","comment":"c"},
                {"action":"updateDialect","dialect":"flink","query":"SELECT 2"},
                {"action":"addDialect","dialect":"trino","query":"SELECT 3"}"""));
        delete(all, DATABASE + "/views/{view}");
        get(all, DATABASE + "/functions", "maxResults=1&pageToken=a&functionNamePattern=f%25");
        post(all, DATABASE + "/functions", world -> createFunction("new"));
        get(all, DATABASE + "/function-details", "maxResults=1&pageToken=a&functionNamePattern=f");
        get(all, "/v1/{prefix}/functions", "maxResults=1&pageToken=a.b&functionNamePattern=f");
        get(all, DATABASE + "/functions/{function}", "");
        post(all, DATABASE + "/functions/{function}", world -> Api.alterBody("""
                {"action":"setOption","key":"k","value":"v"},{"action":"updateComment","comment":null},
                {"action":"updateDefinition","name":"flink","definition":{"type":"sql","definition":"x + 2"}},
                {"action":"addDefinition","name":"trino","definition":{"type":"lambda","definition":"x -> x",
                 "language":"JAVA"}}"""));
        delete(all, DATABASE + "/functions/{function}");
    }

    private static void permissions(List<Example> all) {
        String permissions = "/v1/{prefix}/permissions";
        get(all, permissions, "maxResults=1&principal=user%3Aroot&access=SELECT");
        post(all, permissions + "/grant", world -> permission(world, "GRANT").toString());
        post(all, permissions + "/revoke", world -> permission(world, "SELECT").toString());
        get(all, TABLE + "/policies", "type=ROW_FILTER&principal=role%3Aclerk");
        post(all, TABLE + "/policies", world -> """
                {"principal":"role:clerk","columnMask":{"onColumn":"name","sql":"mask_show_last_4(name)"}}""");
        post(all, TABLE + "/policies/drop", world -> """
                {"type":"ROW_FILTER","principal":"role:clerk"}""");
    }

    private static ObjectNode permission(World world, String access) {
        ObjectNode body = World.object();
        body.set(
                "resource",
                World.object()
                        .put("type", "TABLE")
                        .put("database", world.database)
                        .put("table", "t"));
        return body.put("access", access).put("principal", "user:root");
    }

    private static void get(List<Example> all, String template, String query) {
        all.add(new Example("GET", template, query, null));
    }

    private static void post(List<Example> all, String template, Function<World, String> body) {
        all.add(new Example("POST", template, "", body));
    }

    private static void delete(List<Example> all, String template) {
        all.add(new Example("DELETE", template, "", null));
    }

    private static ObjectNode identifier(String database, String object) {
        return World.object().put("database", database).put("object", object);
    }

    private static String rename(World world, String object) {
        ObjectNode body = World.object();
        body.set("source", identifier(world.database, object));
        body.set("destination", identifier(world.database, "renamed"));
        return body.toString();
    }

    static String createTable(String database, String name) {
        ObjectNode body = World.object();
        body.set("identifier", identifier(database, name));
        body.set("schema", schema());
        return body.toString();
    }

    private static ObjectNode schema() {
        return parse("""
                {"fields":[{"id":0,"name":"id","type":"BIGINT NOT NULL","description":"größe"},
                  {"id":1,"name":"name","type":"VARCHAR(20)"},{"id":2,"name":"dt","type":"STRING"},
                  {"id":3,"name":"list","type":{"type":"ARRAY","element":"INT"}},
                  {"id":4,"name":"row","type":{"type":"ROW","fields":[{"id":5,"name":"x","type":"DOUBLE"}]}}],
                 "partitionKeys":["dt"],"primaryKeys":[],"options":{"bucket":"-1"},"comment":"a table"}""");
    }

    static String commit(World world, long id) {
        ObjectNode body = parse(Api.commitBody(world.tableId, id, "writer"));
        ((ObjectNode) body.get("snapshot")).put("uuid", "uuid-" + id).put("totalRecordCount", id);
        body.put("baseSnapshotUuid", id == 1 ? null : "uuid-" + (id - 1));
        ArrayNode statistics = body.putArray("statistics");
        statistics.add(parse("{\"spec\":{\"dt\":\"2025-01-0" + Math.min(id, 2)
                + "\"},\"recordCount\":1,\"fileSizeInBytes\":10,\"fileCount\":1,\"lastFileCreationTime\":5,"
                + "\"totalBuckets\":-1}"));
        return body.toString();
    }

    static String createView(String database, String name) {
        ObjectNode body = World.object();
        body.set("identifier", identifier(database, name));
        body.set("schema", parse("""
                {"fields":[{"id":0,"name":"id","type":"INT"}],"query":"SELECT 1","comment":"a view",
                 "dialects":{"flink":"SELECT 1"},"options":{"a":"1"}}"""));
        return body.toString();
    }

    static String createFunction(String name) {
        return parse("""
                {"inputParams":[{"id":0,"name":"x","type":"INT"}],"returnParams":[{"id":0,"name":"y","type":"INT"}],
                 "deterministic":true,"comment":"a function","options":{"a":"1"},
                 "definitions":{"flink":{"type":"sql","definition":"x + 1"},
                   "spark":{"type":"file","language":"JAVA","className":"a.B","functionName":"f",
                     "fileResources":[{"resourceType":"JAR","uri":"/a.jar"}]}}}""").put("name", name).toString();
    }

    private static ObjectNode parse(String json) {
        try {
            JsonNode parsed = Api.JSON.readTree(json);
            return (ObjectNode) parsed;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
