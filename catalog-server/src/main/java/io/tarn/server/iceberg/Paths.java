package io.tarn.server.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.iceberg.NativeTables;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What a request names: a namespace has one level here, as a database has. */
final class Paths {
    private Paths() {}

    /**
     * The namespace of a path. A deeper one, or a name that no namespace can have, is that of none.
     *
     * @throws TarnException DATABASE_NOT_FOUND
     */
    static String namespace(Request request) {
        return existing(request.path("namespace"));
    }

    static String existing(String name) {
        if (!Names.mayBeGiven(name)) {
            throw Missing.database(name.replace('\u001f', '.'));
        }
        return name;
    }

    /** @throws TarnException TABLE_NOT_FOUND */
    static TableName table(Request request) {
        return NativeTables.name(request.path("namespace").replace('\u001f', '.'), request.path("table"));
    }

    /**
     * The namespace of a body, for something new.
     *
     * @throws TarnException INVALID_NAME, INVALID_REQUEST
     */
    static String namespace(Body body) {
        List<String> levels = body.textListOrEmpty("namespace");
        if (levels.size() != 1) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "'namespace' must have one level; deeper ones are not supported");
        }
        return levels.get(0);
    }

    /** @param identifier with the members namespace and name */
    static TableName table(Body identifier) {
        return NativeTables.name(String.join(".", identifier.textListOrEmpty("namespace")), identifier.text("name"));
    }

    /**
     * A part of a list, or the whole of it when no page was asked for.
     *
     * @param read by size and the last name that was seen
     */
    static Page<String> list(Request request, BiFunction<Integer, String, Page<String>> read) {
        String token = request.query("pageToken");
        if (token != null) {
            return read.apply(Request.pageSize(request.number("pageSize", 0)), token);
        }
        List<String> all = new ArrayList<>();
        String after = "";
        while (after != null) {
            Page<String> page = read.apply(Limits.PAGE_SIZE, after);
            all.addAll(page.entries());
            after = page.nextToken();
        }
        return new Page<>(all, null);
    }

    /** Where a table or view is to go: a name that it may have. */
    static TableName renamed(Body destination) {
        return new TableName(
                Names.check("namespace", namespace(destination)),
                Names.check("name", destination.text("name")),
                TableName.MAIN);
    }

    /** A list of tables or views of one namespace. */
    static JsonNode identifiers(String namespace, Page<String> page) {
        return page("identifiers", page, name -> {
            ObjectNode identifier = Json.object();
            identifier.set("namespace", Json.array(List.of(namespace)));
            return identifier.put("name", name);
        });
    }

    static JsonNode page(String member, Page<String> page, Function<String, JsonNode> entry) {
        ObjectNode answer = Json.object();
        answer.put("next-page-token", page.nextToken());
        answer.set(member, Json.list(page.entries(), entry));
        return answer;
    }
}
