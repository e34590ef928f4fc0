package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Json;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Tag;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.snapshots.FileFormats;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that clients write beside the server, in Paimon's own JSON: a tag is its snapshot's JSON with two members more,
 * a time as a list of numbers and a duration as seconds.
 */
public final class FileFormatsJson implements FileFormats {
    private static final String CREATED = "tagCreateTime";
    private static final String RETAINED = "tagTimeRetained";
    private static final String NEXT = "nextSnapshot";
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    @Override
    public Snapshot snapshot(String file) {
        return readable("a snapshot", () -> SnapshotJson.read(file));
    }

    @Override
    public Tag tag(String name, String file) {
        return readable("tag " + Names.printable(name), () -> {
            JsonNode json = Json.stored(file);
            boolean plain = !json.has(CREATED) && !json.has(RETAINED);
            Snapshot snapshot = SnapshotJson.read(plain ? file : withoutTag(json));
            return new Tag(name, snapshot, time(json.get(CREATED)), duration(json.get(RETAINED)));
        });
    }

    @Override
    public String tag(Tag tag) {
        LocalDateTime created = tag.createdAt();
        Duration retained = tag.retained();
        if (created == null && retained == null) {
            return tag.snapshot().json();
        }
        ObjectNode json = (ObjectNode) Json.stored(tag.snapshot().json());
        if (created != null) {
            json.putArray(CREATED)
                    .add(created.getYear())
                    .add(created.getMonthValue())
                    .add(created.getDayOfMonth())
                    .add(created.getHour())
                    .add(created.getMinute())
                    .add(created.getSecond())
                    .add(created.getNano());
        }
        if (retained != null) {
            json.put(
                    RETAINED, BigDecimal.valueOf(retained.getSeconds()).add(BigDecimal.valueOf(retained.getNano(), 9)));
        }
        return Json.text(json);
    }

    @Override
    public Optional<Long> consumer(String file) {
        return readable(
                "a consumer",
                () -> Optional.ofNullable(Json.stored(file).get(NEXT))
                        .filter(JsonNode::isIntegralNumber)
                        .map(JsonNode::longValue));
    }

    @Override
    public String consumer(long nextSnapshot) {
        return Json.text(Json.object().put(NEXT, nextSnapshot));
    }

    private static String withoutTag(JsonNode tag) {
        ObjectNode snapshot = tag.deepCopy();
        snapshot.remove(CREATED);
        snapshot.remove(RETAINED);
        return Json.text(snapshot);
    }

    /** Trailing zeros may be left out. */
    private static @Nullable LocalDateTime time(@Nullable JsonNode json) {
        if (json == null || json.isNull()) {
            return null;
        }
        if (json.isTextual()) {
            return LocalDateTime.parse(json.textValue());
        }
        return LocalDateTime.of(
                json.path(0).intValue(),
                json.path(1).intValue(),
                json.path(2).intValue(),
                json.path(3).intValue(),
                json.path(4).intValue(),
                json.path(5).intValue(),
                json.path(6).intValue());
    }

    private static @Nullable Duration duration(@Nullable JsonNode json) {
        if (json == null || json.isNull()) {
            return null;
        }
        if (json.isTextual()) {
            return Duration.parse(json.textValue());
        }
        BigDecimal nanos = json.decimalValue().multiply(NANOS);
        BigDecimal[] parts = nanos.divideAndRemainder(NANOS);
        return Duration.ofSeconds(parts[0].longValue(), parts[1].longValue());
    }

    private interface Reading<T> {
        T read();
    }

    /** What a file holds is nothing the caller could mend. */
    private static <T> T readable(String what, Reading<T> reading) {
        try {
            return reading.read();
        } catch (TarnException | DateTimeException | ArithmeticException | IllegalStateException e) {
            throw TarnException.causedBy(ErrorCode.INTERNAL, "The file of " + what + " cannot be read", e);
        }
    }
}
