package io.tarn.server.ops.audit;

import java.util.ArrayList;
import java.util.List;

/** Damage to the audit, as sentences; one change may break much that hangs on it, so their number is bounded. */
final class Problems {
    private static final int NAMED = 100;

    private final List<String> named = new ArrayList<>();
    private long more;

    void add(String problem) {
        if (named.size() < NAMED) {
            named.add(problem);
        } else {
            more++;
        }
    }

    int count() {
        return named.size();
    }

    /** Forgets those since {@link #count} said this. */
    void backTo(int count) {
        named.subList(count, named.size()).clear();
    }

    List<String> found() {
        List<String> found = new ArrayList<>(named);
        if (more > 0) {
            found.add("and " + more + " more");
        }
        return found;
    }
}
