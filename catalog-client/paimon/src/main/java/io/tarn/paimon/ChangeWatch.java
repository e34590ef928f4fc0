package io.tarn.paimon;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits at the server for tables to change, in a thread that ends with the catalog: engines forget catalogs without closing
 * them. When the server does not answer, nothing happens here, so a memory of tables must have an end of its own.
 */
final class ChangeWatch {
    /** Told of changes, in the order in which the server learnt of them. */
    interface Listener {
        /** @param ids of the tables that have changed */
        void tablesChanged(Set<String> ids);

        /** Anything may have changed. */
        void everythingChanged();
    }

    private static final Logger LOG = LoggerFactory.getLogger(ChangeWatch.class);
    private static final String WAIT_SECONDS = "25";

    /** Between two questions, also when the answers come at once. */
    private static final long PAUSE_MILLIS = 1_000;

    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private final CatalogServer server;
    private final WeakReference<Listener> listener;
    private final Thread thread;
    private @Nullable String cursor;
    private long pause = PAUSE_MILLIS;

    private ChangeWatch(CatalogServer server, Listener listener) {
        this.server = server;
        this.listener = new WeakReference<>(listener);
        this.thread = new Thread(this::run, "tarn-changes");
        thread.setDaemon(true);
    }

    static ChangeWatch start(CatalogServer server, Listener listener) {
        ChangeWatch watch = new ChangeWatch(server, listener);
        watch.thread.start();
        return watch;
    }

    void stop() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (listener.get() != null && !thread.isInterrupted() && ask()) {
                TimeUnit.MILLISECONDS.sleep(pause);
            }
        } catch (InterruptedException e) {
            // The catalog was closed.
        }
    }

    /** @return whether there is a reason to ask again */
    private boolean ask() {
        Map<String, String> query = new HashMap<>();
        query.put("waitSeconds", WAIT_SECONDS);
        if (cursor != null) {
            query.put("after", cursor);
        }
        try {
            Http.Answer answer = server.get(server.path("changes"), query);
            if (answer.status == 404 || answer.status == 405 || answer.status == 501) {
                LOG.info("The catalog's server does not tell of changes: tables are remembered for a limited time");
                return false;
            }
            if (answer.status != 200) {
                throw new IOException("it answers " + answer.status);
            }
            tell(JsonObject.of(Json.parse(answer.body)));
            pause = PAUSE_MILLIS;
        } catch (IOException | RuntimeException e) {
            LOG.debug("The catalog's server cannot be asked for changes", e);
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
        }
        return true;
    }

    private void tell(JsonObject changes) {
        Listener told = listener.get();
        if (told == null) {
            return;
        }
        // With a database go its tables, of which only the names are known here.
        boolean everything = !Boolean.FALSE.equals(changes.get("everything"))
                || !changes.list("databases").isEmpty();
        if (everything) {
            told.everythingChanged();
        } else {
            Set<String> ids = new HashSet<>();
            changes.list("tables").forEach(id -> ids.add(String.valueOf(id)));
            if (!ids.isEmpty()) {
                told.tablesChanged(ids);
            }
        }
        // Only now: what was not told is asked for again.
        cursor = changes.text("cursor");
    }
}
