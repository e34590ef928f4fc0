package io.tarn.server.ops;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many requests a second each of many may make of this server. Who made none for two seconds may make two seconds' worth
 * at once; after that they come at the rate. What is refused here has changed nothing.
 *
 * @param <K> whose requests are counted together
 */
public final class RateLimit<K> {
    private static final long BURST = TimeUnit.SECONDS.toNanos(2);

    private final String whose;
    private final long perSecond;
    private final LongSupplier ticks;

    /** When the next request would be due if all came evenly. */
    private final Cache<K, AtomicLong> due =
            Caffeine.newBuilder().expireAfterAccess(Duration.ofSeconds(10)).build();

    /**
     * @param whose for those who are refused, such as "this principal"
     * @param perSecond 0: as many as they like
     * @param ticks nanoseconds of any beginning, always going forward
     */
    public RateLimit(String whose, long perSecond, LongSupplier ticks) {
        this.whose = whose;
        this.perSecond = perSecond;
        this.ticks = ticks;
    }

    /** Everybody may make as many as they like. */
    public static <K> RateLimit<K> none() {
        return new RateLimit<>("", 0, System::nanoTime);
    }

    /** @throws TarnException RATE_LIMITED */
    public void take(K key) {
        if (perSecond == 0) {
            return;
        }
        long each = TimeUnit.SECONDS.toNanos(1) / perSecond;
        AtomicLong next = due.get(key, unused -> new AtomicLong(ticks.getAsLong()));
        while (true) {
            long now = ticks.getAsLong();
            long before = next.get();
            long from = before - now < 0 ? now : before;
            if (from - now > BURST - each) {
                throw TarnException.of(
                        ErrorCode.RATE_LIMITED,
                        "More than " + perSecond + " requests a second for " + whose + "; try again in a second");
            }
            if (next.compareAndSet(before, from + each)) {
                return;
            }
        }
    }
}
