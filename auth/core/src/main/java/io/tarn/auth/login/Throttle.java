package io.tarn.auth.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who keeps failing. After some failures a caller is refused for a while without a look at the credentials,
 * each time for twice as long, up to a cap; no thread waits.
 *
 * <p>Counted are failures of one name from one source, and, with a larger allowance, all failures of a source, so that
 * trying one password on many names is slowed too. Never counted is a name over all sources: then anybody could lock
 * anybody out. Successes forgive nothing, because somebody else at the same source may be the one who guesses; only
 * time does. Credentials that were right from this source a while ago pass: they are checked as ever, but a stranger's
 * failures behind the same proxy do not keep them out.
 */
public final class Throttle {
    /**
     * @param failures how many are free for a name at a source
     * @param sourceFailures how many are free for a source
     * @param window after so long without a failure all is forgiven
     * @param firstPause how long the first refusal lasts
     * @param longestPause the cap of its doublings
     * @param remembered how many names, sources and right credentials are kept
     */
    public record Settings(
            int failures,
            int sourceFailures,
            Duration window,
            Duration firstPause,
            Duration longestPause,
            long remembered) {
        public static final Settings DEFAULT =
                new Settings(5, 50, Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofMinutes(1), 100_000);

        public Settings {
            if (failures < 1 || sourceFailures < failures || remembered < 1) {
                throw new IllegalArgumentException(
                        "at least one failure is free, and a source has no fewer than a name");
            }
            if (firstPause.toMillis() < 1 || longestPause.compareTo(firstPause) < 0) {
                throw new IllegalArgumentException("a pause lasts, and the longest is no shorter than the first");
            }
        }
    }

    /** How long right credentials pass after they were last right. */
    private static final Duration PROVEN = Duration.ofHours(1);

    private record Key(String source, @Nullable String claim) {}

    private record Failures(int count, long forgivenAt, long pausedUntil) {}

    private final Settings settings;
    private final Clock clock;
    private final Cache<Key, Failures> failing;
    private final Cache<Key, Boolean> proven;

    public Throttle(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.failing = remembering(settings.window().plus(settings.longestPause()));
        this.proven = remembering(PROVEN);
    }

    private <V> Cache<Key, V> remembering(Duration time) {
        return Caffeine.newBuilder()
                .maximumSize(settings.remembered())
                .expireAfterWrite(time)
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
    }

    /** @throws RefusedException while the caller is paused */
    void check(Attempt attempt) {
        if (attempt.kind() == Attempt.Kind.NOTHING || proven.getIfPresent(proofOf(attempt)) != null) {
            return;
        }
        long until = Math.max(
                pausedUntil(new Key(attempt.source(), attempt.claim())), pausedUntil(new Key(attempt.source(), null)));
        long left = until - clock.millis();
        if (left > 0) {
            long seconds = (left + 999) / 1000;
            throw new RefusedException(
                    "Too many attempts failed; try again in " + seconds + " s", Duration.ofSeconds(seconds));
        }
    }

    private long pausedUntil(Key key) {
        Failures failures = failing.getIfPresent(key);
        return failures == null ? 0 : failures.pausedUntil();
    }

    void failed(Attempt attempt) {
        if (attempt.kind() == Attempt.Kind.NOTHING) {
            return;
        }
        if (attempt.kind() == Attempt.Kind.SECRET) {
            // A changed password or a revoked token that is still being sent is a failure like others from now on.
            proven.invalidate(proofOf(attempt));
        }
        count(new Key(attempt.source(), attempt.claim()), settings.failures());
        count(new Key(attempt.source(), null), settings.sourceFailures());
    }

    void succeeded(Attempt attempt) {
        if (attempt.kind() != Attempt.Kind.NOTHING) {
            proven.put(proofOf(attempt), true);
        }
    }

    private static Key proofOf(Attempt attempt) {
        return new Key(attempt.source(), attempt.proof());
    }

    private void count(Key key, int free) {
        long now = clock.millis();
        failing.asMap().compute(key, (same, before) -> {
            int count = before == null || before.forgivenAt() <= now ? 1 : before.count() + 1;
            long until = count < free ? now : now + pause(count - free).toMillis();
            return new Failures(count, until + settings.window().toMillis(), until);
        });
    }

    private Duration pause(int doublings) {
        Duration pause = settings.firstPause();
        for (int i = 0; i < doublings && pause.compareTo(settings.longestPause()) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(settings.longestPause()) < 0 ? pause : settings.longestPause();
    }
}
