package io.tarn.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tarn.server.model.Limits;
import java.util.function.Function;

/**
 * Answers as they go out, by what they say: what is said again is not put into words again. Nothing here is ever out of date,
 * for what there is to say is found out anew for each request.
 *
 * @param <T> equal when the same is said
 */
public final class ReadyAnswers<T> {
    private final Cache<T, byte[]> ready = Caffeine.newBuilder()
            .maximumWeight(Limits.READY_ANSWER_BYTES)
            // What is said is about as long as its words, and is kept as well.
            .weigher((T what, byte[] words) -> 2 * words.length)
            .build();

    private final Function<T, JsonNode> words;

    public ReadyAnswers(Function<T, JsonNode> words) {
        this.words = words;
    }

    public byte[] of(T what) {
        byte[] found = ready.getIfPresent(what);
        if (found == null) {
            found = Json.bytes(words.apply(what));
            ready.put(what, found);
        }
        return found;
    }
}
