package io.tarn.server.ops.principals;

import io.tarn.server.store.Store;
import io.tarn.server.store.TokenRows.Token;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** When tokens were last used, to the minute: noted in memory, and written down by a job, so that no request waits. */
public final class TokenUse {
    private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);

    private final Store store;
    private final Map<UUID, Long> unwritten = new ConcurrentHashMap<>();

    public TokenUse(Store store) {
        this.store = store;
    }

    void note(Token token, long now) {
        long minute = now - now % MINUTE;
        if (token.lastUsedAt() < minute) {
            unwritten.put(token.id(), minute);
        }
    }

    /** A step of the job: writes one down. @return whether there are more */
    public boolean write() {
        Optional<UUID> next = unwritten.keySet().stream().findAny();
        if (next.isEmpty()) {
            return false;
        }
        UUID token = next.get();
        Long minute = unwritten.remove(token);
        if (minute != null) {
            store.write(tx -> {
                tx.tokens().used(token, minute);
                return true;
            });
        }
        return !unwritten.isEmpty();
    }

    /** How often it is written down. */
    public static Duration interval() {
        return Duration.ofSeconds(5);
    }
}
