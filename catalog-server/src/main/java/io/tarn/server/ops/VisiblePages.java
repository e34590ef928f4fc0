package io.tarn.server.ops;

import io.tarn.auth.Visibility;
import io.tarn.auth.Visibility.Item;
import io.tarn.auth.Visibility.Judge;
import io.tarn.auth.Visibility.Verdict;
import io.tarn.server.model.Page;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Cuts pages from what the caller of a list sees. Most authorizers can say that to the database; for one that tells of each
 * object by itself, the list is read on until the page is full, so that no page is shorter than it must be.
 */
public final class VisiblePages<T> {
    /** Objects that are judged at once: few enough to be read at once, and many enough to be worth it. */
    private static final int AT_ONCE = 500;

    private static final int LEAST_AT_ONCE = 100;

    /** A part of the whole list. */
    @FunctionalInterface
    public interface Part<T> {
        Page<T> read(Transaction tx, int size, String after, Visibility visible);
    }

    private final Store store;
    private final Part<T> part;
    private final Function<T, String> key;
    private final Function<T, String> database;
    private final Function<T, String> name;

    /**
     * @param key what a page token says of an entry
     * @param database of an entry; empty when the list is of databases
     */
    public VisiblePages(
            Store store,
            Part<T> part,
            Function<T, String> key,
            Function<T, String> database,
            Function<T, String> name) {
        this.store = store;
        this.part = part;
        this.key = key;
        this.database = database;
        this.name = name;
    }

    /** Of names in one database, or of databases when {@code database} is empty. */
    public static VisiblePages<String> ofNames(Store store, String database, Part<String> part) {
        return new VisiblePages<>(store, part, name -> name, name -> database, name -> name);
    }

    public Page<T> read(int size, String after, Visibility visible) {
        Judge judge = visible.judge();
        if (judge == null) {
            return store.read(tx -> part.read(tx, size, after, visible));
        }
        List<T> page = new ArrayList<>();
        String from = after;
        while (from != null) {
            String start = from;
            int atOnce = Math.min(AT_ONCE, Math.max(size, LEAST_AT_ONCE));
            Page<T> next = store.read(tx -> part.read(tx, atOnce, start, Visibility.EVERYTHING));
            for (T entry : shown(next.entries(), start, visible, judge)) {
                page.add(entry);
                if (page.size() == size) {
                    return Page.of(page, size, key);
                }
            }
            from = next.nextToken();
        }
        return new Page<>(page, null);
    }

    private List<T> shown(List<T> entries, String after, Visibility visible, Judge judge) {
        List<Verdict> verdicts = judge.judge(items(entries, false));
        List<Verdict> ifOwned = judge.judge(items(entries, true));
        Set<String> owned = ifOwned.equals(verdicts)
                ? Set.of()
                : keys(entries.size(), after, new Visibility(false, Set.of(), Set.of(), judge.owners()));
        Set<String> otherwise = visible.equals(Visibility.NOTHING.judgedBy(judge)) || !verdicts.contains(Verdict.UNSAID)
                ? Set.of()
                : keys(entries.size(), after, visible.judgedBy(null));
        List<T> shown = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            String entry = key.apply(entries.get(i));
            Verdict verdict = owned.contains(entry) ? ifOwned.get(i) : verdicts.get(i);
            if (verdict == Verdict.SHOWN || (verdict == Verdict.UNSAID && otherwise.contains(entry))) {
                shown.add(entries.get(i));
            }
        }
        return shown;
    }

    /** What is shown of the next entries of the list; of those that follow, some may be among it. */
    private Set<String> keys(int entries, String after, Visibility shown) {
        // As many of a part of the list reach at least as far as those of the whole.
        Page<T> next = store.read(tx -> part.read(tx, entries, after, shown));
        return next.entries().stream().map(key).collect(Collectors.toSet());
    }

    private List<Item> items(List<T> entries, boolean owned) {
        return entries.stream()
                .map(entry -> new Item(database.apply(entry), name.apply(entry), owned))
                .toList();
    }
}
