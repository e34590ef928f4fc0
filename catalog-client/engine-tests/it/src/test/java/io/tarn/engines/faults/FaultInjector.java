package io.tarn.engines.faults;

import io.tarn.engines.ServerProcess;
import io.tarn.engines.faults.CommitCutter.Cut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Kills replicas and starts them again, restarts their database, cuts their connections to it, and lets their storage fail:
 * all at random, and all at once.
 */
final class FaultInjector implements AutoCloseable {
    /** What one replica's clock is off from the next one's. */
    private static final Duration SKEW = Duration.ofSeconds(4);

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int STARTS = 20;
    private static final List<Cut> CUTS = List.of(Cut.values());

    private final List<ServerProcess> servers;
    private final Optional<Database> database;
    private final Path storageFaults;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger failedStarts = new AtomicInteger();
    private final AtomicInteger restarts = new AtomicInteger();

    /** A server cannot start while there is no database: who starts one reads, who restarts the database writes. */
    private final ReadWriteLock running = new ReentrantReadWriteLock();

    private final AtomicInteger starting = new AtomicInteger();

    private volatile boolean stopped;

    /** A database that can be restarted, with what cuts the connections to it. */
    interface Database {
        CommitCutter cutter();

        void restart();
    }

    /** @param storageFaults the file that tells storage how to fail */
    FaultInjector(List<ServerProcess> servers, Optional<Database> database, Path storageFaults) {
        this.servers = List.copyOf(servers);
        this.database = database;
        this.storageFaults = storageFaults;
    }

    /** Starts a replica, again if a fault meets it while it starts. */
    private void start(int server) {
        for (int i = 1; ; i++) {
            try {
                // One is behind, and one is ahead.
                servers.get(server).startFaulty(storageFaults, SKEW.multipliedBy(server - 1));
                return;
            } catch (AssertionError | RuntimeException e) {
                if (i == STARTS) {
                    throw e;
                }
                servers.get(server).close();
                failedStarts.incrementAndGet();
            }
        }
    }

    /** Starts all of them, and no faults yet. */
    void startServers() {
        for (int i = 0; i < servers.size(); i++) {
            start(i);
        }
    }

    /**
     * @param lives how long a replica lives, at most
     * @param databaseLives how long the database does; zero: it is not restarted
     */
    void begin(Random random, Duration lives, Duration databaseLives) {
        for (int i = 0; i < servers.size(); i++) {
            int server = i;
            Random own = new Random(random.nextLong());
            thread(() -> killAgainAndAgain(server, own, lives));
        }
        Random own = new Random(random.nextLong());
        thread(() -> failStorage(own));
        database.ifPresent(it -> {
            Random cuts = new Random(random.nextLong());
            thread(() -> cut(it.cutter(), cuts));
            Random rests = new Random(random.nextLong());
            if (!databaseLives.isZero()) {
                thread(() -> restartAgainAndAgain(it, rests, databaseLives));
            }
        });
    }

    private void thread(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | AssertionError e) {
                        failure.compareAndSet(null, e);
                    }
                },
                "faults");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void killAgainAndAgain(int server, Random random, Duration lives) {
        while (pause(random, lives.toMillis() / 3, lives.toMillis())) {
            if (servers.size() > 1 && servers.size() - starting.get() == 1 && random.nextInt(4) != 0) {
                // Writers that meet nobody tell nothing.
                continue;
            }
            starting.incrementAndGet();
            servers.get(server).kill();
            kills.incrementAndGet();
            running.readLock().lock();
            try {
                start(server);
            } finally {
                starting.decrementAndGet();
                running.readLock().unlock();
            }
        }
    }

    private void restartAgainAndAgain(Database it, Random random, Duration lives) {
        while (pause(random, lives.toMillis() / 2, lives.toMillis())) {
            running.writeLock().lock();
            try {
                it.restart();
                restarts.incrementAndGet();
            } finally {
                running.writeLock().unlock();
            }
        }
    }

    private void cut(CommitCutter cutter, Random random) {
        while (pause(random, 50, 500)) {
            if (starting.get() > 0 && random.nextInt(4) != 0) {
                // A server whose first COMMIT is cut says that it cannot start; so none would.
                cutter.calm();
            } else if (random.nextInt(12) == 0) {
                cutter.cutAll();
            } else {
                cutter.cutNext(CUTS.get(random.nextInt(CUTS.size())));
            }
        }
    }

    private void failStorage(Random random) {
        while (pause(random, 500, 2_500)) {
            say((5 + random.nextInt(60)) + " " + random.nextInt(50));
            pause(random, 200, 1_200);
            say("0 0");
        }
    }

    private void say(String percents) {
        try {
            Path whole = Files.writeString(storageFaults.resolveSibling("storage-faults.new"), percents);
            Files.move(whole, storageFaults, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return whether to go on */
    private boolean pause(Random random, long least, long most) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(least + random.nextLong(1 + most - least));
        while (!stopped && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return !stopped;
    }

    /** Heals everything: all replicas run, and nothing fails any more. */
    void end() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join(LIMIT.toMillis());
                if (thread.isAlive()) {
                    throw new IllegalStateException("faults do not end");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        database.ifPresent(it -> it.cutter().calm());
        say("0 0");
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
    }

    int kills() {
        return kills.get();
    }

    int cuts() {
        return database.map(it -> it.cutter().cuts()).orElse(0);
    }

    int restarts() {
        return restarts.get();
    }

    long storageFaults() {
        try {
            Path met = storageFaults.resolveSibling(storageFaults.getFileName() + ".met");
            return Files.exists(met) ? Files.size(met) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "%d kills, %d COMMITs cut %s, %d storage faults, %d database restarts, %d starts that failed"
                .formatted(
                        kills(),
                        cuts(),
                        database.map(it -> it.cutter().done().toString()).orElse(""),
                        storageFaults(),
                        restarts(),
                        failedStarts.get());
    }

    @Override
    public void close() {
        stopped = true;
        servers.forEach(ServerProcess::close);
    }
}
