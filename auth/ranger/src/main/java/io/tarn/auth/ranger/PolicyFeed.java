package io.tarn.auth.ranger;

import io.tarn.auth.outside.OutsideAuthorizer.Health;
import io.tarn.auth.outside.RangerSettings;
import io.tarn.auth.ranger.AdminClient.Document;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an engine on the newest policies, and knows how old they are. One thread asks, and builds; whoever decides takes what
 * is there and waits for nothing.
 */
final class PolicyFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyFeed.class);

    /** A service that is away for a moment, while an admin makes it anew, takes nobody's rights. */
    private static final int GONE_AFTER = 3;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    /** What is decided by. */
    private record State(
            @Nullable Engine engine, @Nullable Bundle bundle, long knownAt, boolean gone, String lastError) {
        State withError(String error) {
            return new State(engine, bundle, knownAt, gone, error);
        }
    }

    private final RangerSettings settings;
    private final AdminClient client;
    private final BundleCache cache;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor thread;
    private volatile State state = new State(null, null, -1, false, "nothing was fetched yet");
    private int failures;
    private int notFound;

    PolicyFeed(RangerSettings settings, Clock clock) {
        this.settings = settings;
        this.client = new AdminClient(settings);
        this.cache = new BundleCache(settings.cache(), settings.service());
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread worker = new Thread(work, "ranger-policies");
            worker.setDaemon(true);
            worker.setContextClassLoader(PolicyFeed.class.getClassLoader());
            return worker;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void start() {
        thread.execute(() -> {
            fromCache();
            turn();
        });
    }

    /**
     * What to decide by at this moment.
     *
     * @return empty when the service is gone: then nobody may anything
     * @throws IllegalStateException when there is nothing, or it is too old
     */
    Optional<Engine> engine() {
        State now = state;
        if (now.gone()) {
            return Optional.empty();
        }
        if (now.engine() == null) {
            throw new IllegalStateException("there are no policies from Ranger yet: " + now.lastError());
        }
        if (tooOld(now.knownAt())) {
            throw new IllegalStateException("the policies from Ranger are older than "
                    + settings.maxStale().toSeconds() + " s: " + now.lastError());
        }
        return Optional.of(now.engine());
    }

    Health health() {
        State now = state;
        Bundle bundle = now.bundle();
        long age = now.engine() == null ? -1 : Math.max(0, clock.millis() - now.knownAt()) / 1_000;
        boolean old = now.engine() != null && tooOld(now.knownAt());
        String told = now.gone()
                ? "the service is gone: everything is denied"
                : now.engine() == null
                        ? "waiting for the first policies"
                        : old
                                ? "the policies are too old"
                                : now.lastError().isEmpty() ? "fresh" : "by what was fetched last";
        return new Health(
                now.gone() || (now.engine() != null && !old),
                told,
                bundle == null ? -1 : bundle.versions().policies(),
                age,
                now.lastError());
    }

    /** Without a limit of its own, what this process has fetched counts until it is too old for the next to come. */
    private boolean tooOld(long knownAt) {
        Duration limit = settings.maxStale().isZero() ? settings.pollInterval().multipliedBy(10) : settings.maxStale();
        long age = clock.millis() - knownAt;
        // A clock that was set back says nothing about age.
        return age > limit.toMillis() || age < -limit.toMillis();
    }

    private void fromCache() {
        if (settings.maxStale().isZero()) {
            return;
        }
        try {
            Optional<BundleCache.Kept> kept = cache.load();
            if (kept.isPresent() && !tooOld(kept.get().knownAt())) {
                Bundle bundle = kept.get().bundle();
                state = new State(
                        Engine.of(settings, bundle), bundle, kept.get().knownAt(), false, "Ranger was not asked yet");
                LOG.atInfo()
                        .addKeyValue("versions", bundle.versions())
                        .log("decides by the policies of Ranger that were kept");
            } else if (kept.isPresent()) {
                LOG.warn("the policies of Ranger that were kept are too old to be used");
            }
        } catch (IOException | AdminException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("the policies of Ranger that were kept cannot be used");
        }
    }

    /** Asks for what is new now, and waits for it as long as that may take at most; who is in no hurry is served by polls. */
    void refreshSoon() {
        try {
            thread.submit(this::attempt)
                    .get(settings.connectTimeout().plus(settings.readTimeout()).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.atWarn().setCause(e).log("what was changed in Ranger just now holds with the next poll");
        }
    }

    private void turn() {
        attempt();
        if (!thread.isShutdown()) {
            var unused = thread.schedule(this::turn, pause().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void attempt() {
        try {
            refresh();
            failures = 0;
            notFound = 0;
        } catch (AdminException e) {
            failed(e);
        } catch (RuntimeException | Error e) {
            failed(new AdminException("what it sent cannot be used: " + e, e));
        }
    }

    private void refresh() throws AdminException {
        long began = clock.millis();
        State now = state;
        Bundle known = now.bundle();
        Bundle.Versions versions = known == null ? Bundle.Versions.NONE : known.versions();
        Optional<byte[]> roles = client.download(Document.ROLES, versions.roles(), now.knownAt());
        Optional<byte[]> policies = client.download(Document.POLICIES, versions.policies(), now.knownAt());
        byte[] policyText = policies.orElseGet(() -> known == null ? new byte[0] : known.policies());
        byte[] roleText = roles.orElseGet(() -> known == null ? new byte[0] : known.roles());
        byte[] tagText = known == null ? null : known.tags();
        boolean newTags = false;
        if (Bundle.needsTags(policyText)) {
            Optional<byte[]> tags = client.download(Document.TAGS, versions.tags(), now.knownAt());
            newTags = tags.isPresent();
            tagText = tags.orElse(tagText);
        } else {
            tagText = null;
        }
        if (known != null && roles.isEmpty() && policies.isEmpty() && !newTags) {
            state = new State(now.engine(), known, began, false, "");
            confirm(began);
            return;
        }
        Bundle fetched = Bundle.of(settings.service(), policyText, roleText, tagText);
        checkNotOlder(known, fetched);
        state = new State(Engine.of(settings, fetched), fetched, began, false, "");
        LOG.atInfo().addKeyValue("versions", fetched.versions()).log("decides by new policies of Ranger");
        save(fetched, began);
    }

    /** So that nobody brings back what was revoked by playing an old answer again. */
    private static void checkNotOlder(@Nullable Bundle known, Bundle fetched) throws AdminException {
        if (known == null || known.versions().service() != fetched.versions().service()) {
            return;
        }
        if (fetched.versions().policies() < known.versions().policies()
                || fetched.versions().roles() < known.versions().roles()) {
            throw new AdminException(
                    AdminException.Kind.FAILED,
                    "it sent older policies or roles than before: " + fetched.versions() + " after "
                            + known.versions());
        }
    }

    private void failed(AdminException e) {
        failures++;
        notFound = e.kind() == AdminException.Kind.NO_SERVICE ? notFound + 1 : 0;
        State now = state;
        if (notFound >= GONE_AFTER) {
            // What was decided by is forgotten: a service of this name that is made later is another.
            state = new State(null, null, -1, true, e.reason());
        } else {
            state = now.withError(e.reason());
        }
        LOG.atWarn()
                .addKeyValue("failures", failures)
                .addKeyValue("reason", e.reason())
                .log("no policies from Ranger Admin");
    }

    private Duration pause() {
        Duration longest =
                settings.pollInterval().compareTo(LONGEST_PAUSE) > 0 ? settings.pollInterval() : LONGEST_PAUSE;
        Duration pause = settings.pollInterval().multipliedBy(1L << Math.min(failures, 6));
        long millis = Math.min(pause.toMillis(), longest.toMillis());
        // Replicas that lost Ranger Admin together do not all come back at once.
        return Duration.ofMillis(
                failures == 0 ? millis : millis - ThreadLocalRandom.current().nextLong(millis / 4 + 1));
    }

    private void save(Bundle bundle, long knownAt) {
        try {
            cache.save(bundle, knownAt);
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("the policies of Ranger cannot be kept for the next start");
        }
    }

    private void confirm(long knownAt) {
        try {
            cache.confirm(knownAt);
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("the policies of Ranger cannot be kept for the next start");
        }
    }

    /** What is being kept for the next start is written to its end; an Admin that does not answer is not waited for. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
    }
}
