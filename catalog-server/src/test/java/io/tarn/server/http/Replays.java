package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the second of two equal requests is answered, for every route that changes something. */
final class Replays {
    private static final String DATABASE = "/v1/{prefix}/databases/{database}";
    private static final String TABLE = DATABASE + "/tables/{table}";

    /** Posts that only ask. */
    static final Set<String> CHANGE_NOTHING =
            Set.of(TABLE + "/auth", TABLE + "/partitions/list-by-names", TABLE + "/partitions/list-by-filter");

    /**
     * The second answer to {@link Examples}' request.
     *
     * @param status 200, or that of an error
     * @param detail the type of the resource that an error is about; the whole body of a success, null for the first one's
     */
    record Replay(
            String method,
            String template,
            int status,
            @Nullable String detail) {
        void check(Api.Answer first, Api.Answer second) {
            if (status == 200) {
                assertThat(second.ok().body()).isEqualTo(detail == null ? first.body() : detail);
            } else {
                second.error(status, detail);
            }
        }

        @Override
        public String toString() {
            return method + " " + template;
        }
    }

    /** One line for each route; a route without a line fails the test. */
    static final List<Replay> ALL = List.of(
            exists("/v1/{prefix}/databases", "DATABASE"),
            answers(DATABASE, "{\"removed\":[],\"updated\":[\"b\"],\"missing\":[\"a\",\"gone\"]}"),
            gone("DELETE", DATABASE, "DATABASE"),
            exists(DATABASE + "/tables", "TABLE"),
            exists(DATABASE + "/register", "TABLE"),
            gone("POST", "/v1/{prefix}/tables/rename", "TABLE"),
            // The example adds a column.
            exists(TABLE, "COLUMN"),
            gone("DELETE", TABLE, "TABLE"),
            same(TABLE + "/replace"),
            same(TABLE + "/rollback-schema"),
            same(TABLE + "/commit"),
            same(TABLE + "/rollback"),
            answers(
                    TABLE + "/partitions",
                    "{\"created\":[],\"existed\":[{\"dt\":\"2025-01-09\"},{\"dt\":\"2025-01-01\"}]}"),
            answers(TABLE + "/partitions/drop", "{\"dropped\":[],\"missing\":[{\"dt\":\"empty\"},{\"dt\":\"gone\"}]}"),
            same(TABLE + "/partitions/mark"),
            exists(TABLE + "/branches", "BRANCH"),
            gone("DELETE", TABLE + "/branches/{branch}", "BRANCH"),
            same(TABLE + "/branches/{branch}/forward"),
            gone("POST", TABLE + "/branches/{branch}/rename", "BRANCH"),
            exists(TABLE + "/tags", "TAG"),
            gone("DELETE", TABLE + "/tags/{tag}", "TAG"),
            same(TABLE + "/consumers/reset"),
            exists(DATABASE + "/views", "VIEW"),
            gone("POST", "/v1/{prefix}/views/rename", "VIEW"),
            // The examples add a dialect and a definition.
            exists(DATABASE + "/views/{view}", "DIALECT"),
            gone("DELETE", DATABASE + "/views/{view}", "VIEW"),
            exists(DATABASE + "/functions", "FUNCTION"),
            exists(DATABASE + "/functions/{function}", "DEFINITION"),
            gone("DELETE", DATABASE + "/functions/{function}", "FUNCTION"),
            same("/v1/{prefix}/permissions/grant"),
            same("/v1/{prefix}/permissions/revoke"),
            same(TABLE + "/policies"),
            same(TABLE + "/policies/drop"));

    private Replays() {}

    private static Replay exists(String template, String type) {
        return new Replay("POST", template, 409, type);
    }

    private static Replay gone(String method, String template, String type) {
        return new Replay(method, template, 404, type);
    }

    private static Replay same(String template) {
        return new Replay("POST", template, 200, null);
    }

    private static Replay answers(String template, String body) {
        return new Replay("POST", template, 200, body);
    }
}
