package io.tarn.server.store.jdbc;

import io.tarn.auth.ClientContext;
import io.tarn.server.model.Effect;
import io.tarn.server.model.EventFacts;
import io.tarn.server.model.Snapshot;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The facts of an event as one JSON text. What is empty or null is left out, and what is not known is skipped. */
final class FactsText {
    private FactsText() {}

    static String write(EventFacts facts) {
        Texts texts = new Texts(new TreeMap<>());
        texts.put("announced", facts.announced() ? true : null);
        EventFacts.Place place = facts.place();
        texts.put("catalogId", place.catalogId());
        texts.put("catalog", place.catalog());
        texts.put("databaseId", place.databaseId());
        texts.put("database", place.database());
        texts.put("owner", place.owner());
        ClientContext client = facts.client();
        texts.put("agent", client.agent());
        texts.put("engine", client.engine());
        texts.put("job", client.job());
        Effect effect = facts.effect();
        texts.put("branch", effect.branch());
        texts.put("oldSchema", effect.oldSchema());
        texts.put("newSchema", effect.newSchema());
        texts.put("oldSnapshot", effect.oldSnapshot());
        texts.put("newSnapshot", effect.newSnapshot());
        Effect.Renamed renamed = effect.renamed();
        if (renamed != null) {
            texts.put("toDatabaseId", renamed.databaseId());
            texts.put("toDatabase", renamed.database());
            texts.put("toName", renamed.name());
        }
        Effect.Commit commit = effect.commit();
        if (commit != null) {
            texts.put("commitUser", commit.user());
            texts.put("commitKind", commit.kind());
            texts.put("commitIdentifier", commit.identifier());
            texts.put("totalRecords", commit.counts().totalRecords());
            texts.put("deltaRecords", commit.counts().deltaRecords());
            texts.put("watermark", commit.counts().watermark());
            texts.put("timeMillis", commit.counts().timeMillis());
        }
        return OptionsText.write(texts.all());
    }

    static EventFacts read(String text) {
        Texts texts = new Texts(OptionsText.read(text));
        return new EventFacts(
                !texts.text("announced").isEmpty(),
                new EventFacts.Place(
                        texts.id("catalogId"),
                        texts.text("catalog"),
                        texts.id("databaseId"),
                        texts.text("database"),
                        texts.id("owner")),
                new ClientContext(texts.text("agent"), texts.text("engine"), texts.text("job")),
                new Effect(
                        texts.text("branch"),
                        texts.number("oldSchema"),
                        texts.number("newSchema"),
                        texts.number("oldSnapshot"),
                        texts.number("newSnapshot"),
                        commit(texts),
                        renamed(texts)));
    }

    private static Effect.@Nullable Renamed renamed(Texts texts) {
        UUID database = texts.id("toDatabaseId");
        return database == null ? null : new Effect.Renamed(database, texts.text("toDatabase"), texts.text("toName"));
    }

    private static Effect.@Nullable Commit commit(Texts texts) {
        Long identifier = texts.number("commitIdentifier");
        return identifier == null
                ? null
                : new Effect.Commit(
                        texts.text("commitUser"),
                        texts.text("commitKind"),
                        identifier,
                        new Snapshot.Counts(
                                texts.number("totalRecords"),
                                texts.number("deltaRecords"),
                                texts.number("watermark"),
                                texts.number("timeMillis")));
    }

    private record Texts(Map<String, String> all) {
        private void put(String name, @Nullable Object value) {
            if (value != null && !value.toString().isEmpty()) {
                all.put(name, value.toString());
            }
        }

        private String text(String name) {
            return all.getOrDefault(name, "");
        }

        private @Nullable Long number(String name) {
            String text = all.get(name);
            return text == null ? null : Long.valueOf(text);
        }

        private @Nullable UUID id(String name) {
            String text = all.get(name);
            return text == null ? null : UUID.fromString(text);
        }
    }
}
