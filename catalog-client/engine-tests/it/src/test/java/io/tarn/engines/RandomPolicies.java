package io.tarn.engines;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.engines.RandomPolicy.Mask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Cases from consecutive numbers: a table has several readers. Some changes of each table are made before there are policies,
 * and some after.
 */
final class RandomPolicies {
    static final int READERS = 4;

    private final List<PolicyCase> cases = new ArrayList<>();
    private final List<ObjectNode> before = new ArrayList<>();
    private final List<ObjectNode> after = new ArrayList<>();

    /** @param wanted whatever stands alone is what it is among others */
    RandomPolicies(LongStream wanted) {
        Map<Long, Set<Integer>> tables = new LinkedHashMap<>();
        wanted.forEach(number -> tables.computeIfAbsent(number / READERS, table -> new TreeSet<>())
                .add((int) (number % READERS)));
        tables.forEach(this::add);
    }

    private void add(long number, Set<Integer> wanted) {
        RandomValues values = new RandomValues(new Random(number * 31));
        RandomTable made = new RandomTable("random.t" + number, values);
        before.addAll(made.table().takeSteps());
        List<RandomPolicy> policies = new ArrayList<>();
        Set<String> kept = new TreeSet<>();
        for (int reader = 0; reader < READERS; reader++) {
            policies.add(RandomPolicy.next(made.table(), values));
            kept.addAll(policies.get(reader).columns());
        }
        for (int i = values.below(3); i > 0; i--) {
            made.change(kept);
        }
        after.addAll(made.table().takeSteps());
        for (int reader = 0; reader < READERS; reader++) {
            Set<String> masked = new TreeSet<>();
            policies.get(reader).masks().stream().map(Mask::column).forEach(masked::add);
            RandomQuery query = RandomQuery.next(made.table(), masked, values);
            if (wanted.contains(reader)) {
                cases.add(new PolicyCase(number * READERS + reader, reader, made.table(), policies.get(reader), query));
            }
        }
    }

    List<PolicyCase> cases() {
        return cases;
    }

    /** The changes before there are policies. */
    List<ObjectNode> before() {
        return before;
    }

    /** The changes after. */
    List<ObjectNode> after() {
        return after;
    }

    /** The roles of a reader; each policy of a kind is bound to another one. */
    static Set<String> roles(int reader) {
        return Set.of("team" + reader, "shift" + reader, "readers");
    }
}
