package io.tarn.auth.outside;

import io.tarn.auth.Caller;
import io.tarn.auth.Securable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Where two authorizers disagreed: how often, and the last of each kind as examples. */
public final class Disagreements {
    private static final int EXAMPLES = 200;

    /**
     * @param decided what the one that decides said, and why
     * @param other what the other one said, and why
     * @param times how often the same came up
     */
    public record Example(
            String principal, String operation, String object, String decided, String other, long times) {}

    private record Key(String principal, String operation, List<UUID> objects) {}

    private final LongAdder compared = new LongAdder();
    private final LongAdder disagreed = new LongAdder();
    private final LongAdder failed = new LongAdder();

    private final Map<Key, Example> examples = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Example> eldest) {
            return size() > EXAMPLES;
        }
    };

    void compared(Caller caller, String operation, List<Securable> on, String decided, String other, boolean agreed) {
        compared.increment();
        if (agreed) {
            return;
        }
        disagreed.increment();
        Key key = new Key(
                caller.principal().label(),
                operation,
                on.stream().map(Securable::id).toList());
        synchronized (examples) {
            Example known = examples.remove(key);
            examples.put(
                    key,
                    new Example(
                            key.principal(),
                            operation,
                            on.stream().map(Securable::toString).collect(Collectors.joining(", ")),
                            decided,
                            other,
                            known == null ? 1 : known.times() + 1));
        }
    }

    /** The other one could not say. */
    void failed() {
        failed.increment();
    }

    public long comparisons() {
        return compared.sum();
    }

    public long count() {
        return disagreed.sum();
    }

    public long failures() {
        return failed.sum();
    }

    /** The newest first. */
    public List<Example> examples() {
        synchronized (examples) {
            List<Example> all = new ArrayList<>(examples.values());
            Collections.reverse(all);
            return all;
        }
    }
}
