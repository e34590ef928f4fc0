package io.tarn.server.grpc;

import io.tarn.proto.v1.CommitSummary;
import io.tarn.proto.v1.Event;
import io.tarn.proto.v1.ObjectName;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Effect;
import io.tarn.server.model.Snapshot;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Events as messages. */
final class EventMessages {
    private EventMessages() {}

    static Event of(io.tarn.server.model.Event event) {
        AuditEntry entry = event.entry();
        Effect effect = event.facts().effect();
        Event.Builder message = Event.newBuilder()
                .setId(entry.id().toString())
                .setCursor(Long.toString(event.seq()))
                .setAtMillis(entry.at())
                .setOperation(entry.operation())
                .setObjectKind(entry.object().kind())
                .setObjectId(entry.object().id().toString())
                .setObjectPath(entry.object().path())
                .setDatabase(event.facts().place().database())
                .setObject(event.name())
                .setBranch(effect.branch())
                .setPrincipal(entry.principal())
                .setThrough(entry.through())
                .setUserAgent(event.facts().client().agent())
                .setEngine(event.facts().client().engine())
                .setJob(event.facts().client().job())
                .setAnnounced(event.facts().announced())
                .putAllDetails(entry.details());
        set(effect.oldSchema(), message::setOldSchemaId);
        set(effect.newSchema(), message::setNewSchemaId);
        set(effect.oldSnapshot(), message::setOldSnapshotId);
        set(effect.newSnapshot(), message::setNewSnapshotId);
        Effect.Renamed renamed = effect.renamed();
        if (renamed != null) {
            message.setRenamedTo(
                    ObjectName.newBuilder().setDatabase(renamed.database()).setName(renamed.name()));
        }
        Effect.Commit commit = effect.commit();
        if (commit != null) {
            message.setCommit(commit(commit, effect));
        }
        return message.build();
    }

    private static CommitSummary commit(Effect.Commit commit, Effect effect) {
        CommitSummary.Builder message = CommitSummary.newBuilder()
                .setCommitUser(commit.user())
                .setCommitKind(commit.kind())
                .setCommitIdentifier(commit.identifier());
        set(effect.newSnapshot(), message::setSnapshotId);
        set(effect.newSchema(), message::setSchemaId);
        Snapshot.Counts counts = commit.counts();
        set(counts.totalRecords(), message::setTotalRecords);
        set(counts.deltaRecords(), message::setDeltaRecords);
        set(counts.watermark(), message::setWatermark);
        set(counts.timeMillis(), message::setTimeMillis);
        return message.build();
    }

    private static void set(@Nullable Long value, LongFunction<?> setter) {
        if (value != null) {
            Object unused = setter.apply(value);
        }
    }
}
