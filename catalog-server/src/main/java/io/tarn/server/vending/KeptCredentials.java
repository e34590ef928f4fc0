package io.tarn.server.vending;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import io.tarn.server.model.TarnException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps what was given out and gives it to the same caller again while it lasts long enough, so that the many processes of a
 * job cost one call of the service. Who asks for the same at the same time waits for one call; who finds too many waiting is
 * sent away at once.
 */
public final class KeptCredentials {
    /**
     * Clients ask again when an hour is left, and what is given to them should save them that for a while. What cannot last
     * longer, because a right ends, is given again until shortly before its end.
     */
    private static final Duration LEFT = Duration.ofMinutes(75);

    private static final Duration LEFT_OF_LAST = Duration.ofMinutes(1);

    /**
     * Whose credentials these are, and for what.
     *
     * @param through who asked in the principal's name; null when it did so itself
     * @param restricted whether rules of rows or columns hold for the principal
     * @param notAfter when the right to them ends, in epoch milliseconds; 0: never
     */
    public record Key(
            UUID principal,
            Optional<UUID> through,
            UUID table,
            Location directory,
            boolean write,
            boolean restricted,
            long notAfter) {}

    private final Clock clock;
    private final Semaphore waiting = new Semaphore(Limits.VENDING_AT_ONCE);
    private final Map<Key, CompletableFuture<Vended>> asked = new ConcurrentHashMap<>();
    private final Cache<Key, Given> given = Caffeine.newBuilder()
            .maximumSize(Limits.VENDED_KEPT)
            .expireAfter(Expiry.<Key, Given>writing((key, kept) -> untilItsEnd(kept.vended())))
            .build();

    /** @param last whether asking again would give nothing that lasts longer */
    private record Given(Vended vended, boolean last) {}

    public KeptCredentials(Clock clock) {
        this.clock = clock;
    }

    /** What was given before and still lasts long enough. */
    public Optional<Vended> find(Key key) {
        return Optional.ofNullable(given.getIfPresent(key))
                .filter(this::lastsLongEnough)
                .map(Given::vended);
    }

    /**
     * @param last whether the end of the right cuts short what the service would give, now and from now on
     * @param vend asks the service; what it throws is thrown to everybody who waits for it
     * @throws TarnException UNAVAILABLE when too many wait, or one waits too long
     */
    public Vended get(Key key, boolean last, Supplier<Vended> vend) {
        Optional<Vended> known = find(key);
        if (known.isPresent()) {
            return known.get();
        }
        if (!waiting.tryAcquire()) {
            throw busy();
        }
        try {
            CompletableFuture<Vended> mine = new CompletableFuture<>();
            CompletableFuture<Vended> first = asked.putIfAbsent(key, mine);
            return first == null ? vend(key, last, vend, mine) : await(first);
        } finally {
            waiting.release();
        }
    }

    private Vended vend(Key key, boolean last, Supplier<Vended> vend, CompletableFuture<Vended> told) {
        try {
            // Whoever was first a moment ago may be done by now.
            Vended vended = find(key).orElseGet(vend);
            given.put(key, new Given(vended, last));
            told.complete(vended);
            return vended;
        } catch (RuntimeException | Error e) {
            told.completeExceptionally(e);
            throw e;
        } finally {
            asked.remove(key, told);
        }
    }

    private static Vended await(CompletableFuture<Vended> first) {
        try {
            return first.copy()
                    .orTimeout(CredentialVendor.LONGEST_CALL.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TarnException failure) {
                throw TarnException.causedBy(failure.code(), failure.getMessage(), failure);
            }
            throw TarnException.causedBy(ErrorCode.UNAVAILABLE, busy().getMessage(), e);
        }
    }

    private boolean lastsLongEnough(Given kept) {
        long left = kept.vended().expiresAt() - clock.millis();
        return left >= (kept.last() ? LEFT_OF_LAST : LEFT).toMillis();
    }

    private Duration untilItsEnd(Vended vended) {
        return Duration.ofMillis(Math.max(1, vended.expiresAt() - clock.millis()));
    }

    private static TarnException busy() {
        return TarnException.of(ErrorCode.UNAVAILABLE, "Too many wait for credentials at the moment");
    }
}
