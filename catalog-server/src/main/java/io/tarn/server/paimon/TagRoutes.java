package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableName;
import io.tarn.server.model.Tag;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.tags.CreateTag;
import io.tarn.server.ops.tags.DeleteTag;
import io.tarn.server.ops.tags.GetTag;
import io.tarn.server.ops.tags.ListConsumers;
import io.tarn.server.ops.tags.ListTags;
import io.tarn.server.ops.tags.ResetConsumer;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/** Tags and consumers. */
public final class TagRoutes implements RouteGroup {
    /** The operations behind these routes. */
    public record Operations(
            ListTags list,
            CreateTag create,
            GetTag get,
            DeleteTag delete,
            ListConsumers consumers,
            ResetConsumer resetConsumer) {}

    private static final String TABLE = "/v1/{prefix}/databases/{database}/tables/{table}";
    private static final String TAGS = TABLE + "/tags";
    private static final String TAG = TAGS + "/{tag}";

    private final Catalogs catalogs;
    private final Operations ops;

    public TagRoutes(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(TAGS, Operation.LIST_TAGS, this::list),
                Route.post(TAGS, Operation.CREATE_TAG, this::create),
                Route.get(TAG, Operation.GET_TAG, this::get),
                Route.delete(TAG, Operation.DELETE_TAG, this::delete),
                Route.get(TABLE + "/consumers", Operation.LIST_CONSUMERS, this::consumers),
                Route.post(TABLE + "/consumers/reset", Operation.RESET_CONSUMER, this::resetConsumer));
    }

    private void list(Request request) {
        String prefix = request.query("tagNamePrefix");
        Page<String> page = ops.list()
                .run(
                        request.caller(),
                        catalog(request),
                        table(request),
                        request.pageSize(),
                        after(request),
                        // Some clients send it as a pattern.
                        NamePattern.parse(prefix == null ? "" : prefix).text());
        request.answer(NamesJson.page("tags", page));
    }

    private void create(Request request) {
        Body body = request.body();
        String retained = body.textOrNull("timeRetained");
        ops.create()
                .run(
                        request.caller(),
                        catalog(request),
                        table(request),
                        body.text("tagName"),
                        body.has("snapshotId") ? body.integer("snapshotId") : null,
                        retained == null ? null : DurationText.parse("timeRetained", retained));
        request.answerEmpty();
    }

    private void get(Request request) {
        Tag tag = ops.get().run(request.caller(), catalog(request), table(request), request.path("tag"));
        ObjectNode answer = Json.object();
        answer.put("tagName", tag.name());
        answer.set("snapshot", Json.stored(tag.snapshot().json()));
        LocalDateTime created = tag.createdAt();
        if (created != null) {
            answer.put(
                    "tagCreateTime",
                    created.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli());
        }
        Duration retained = tag.retained();
        if (retained != null) {
            answer.put("tagTimeRetained", retained.toString());
        }
        request.answer(answer);
    }

    private void delete(Request request) {
        ops.delete().run(request.caller(), catalog(request), table(request), request.path("tag"));
        request.answerEmpty();
    }

    private void consumers(Request request) {
        request.answer(NamesJson.objects(
                "consumers",
                ops.consumers()
                        .run(request.caller(), catalog(request), table(request), request.pageSize(), after(request))
                        .map(consumer -> Json.object()
                                .put("consumerId", consumer.id())
                                .put("nextSnapshot", consumer.nextSnapshot()))));
    }

    private void resetConsumer(Request request) {
        Body body = request.body();
        ops.resetConsumer()
                .run(
                        request.caller(),
                        catalog(request),
                        table(request),
                        body.text("consumerId"),
                        body.has("nextSnapshotId") ? body.integer("nextSnapshotId") : null);
        request.answerEmpty();
    }

    private static String after(Request request) {
        String token = request.query("pageToken");
        return token == null ? "" : token;
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }

    private static TableName table(Request request) {
        return TableName.parse(request.path("database"), request.path("table"));
    }
}
