package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Runs after all tests: each route of the protocol was called by a test and answered as it should, 200, or 501 when this
 * server leaves it to clients. Prints which tests those are.
 */
class RouteTableCheck {
    private static final int SHOWN = 4;

    @Test
    void everyRouteIsTested() {
        Map<String, TreeSet<String>> tests = new TreeMap<>();
        for (String line : RouteLog.lines()) {
            String[] columns = line.split("\t", -1);
            tests.computeIfAbsent(columns[0] + " " + columns[1], route -> new TreeSet<>())
                    .add(columns[2]);
        }
        StringBuilder table = new StringBuilder("Which tests call which route:\n");
        List<String> untested = RoutesTest.SURFACES.get(0).routes().stream()
                .filter(route -> {
                    String name = route.method() + " " + route.template();
                    TreeSet<String> by = tests.getOrDefault(name + " 200", new TreeSet<>());
                    table.append("  %-75s %s%s%n"
                            .formatted(
                                    name,
                                    String.join(", ", by.stream().limit(SHOWN).toList()),
                                    by.size() > SHOWN ? ", and " + (by.size() - SHOWN) + " more" : ""));
                    return by.isEmpty();
                })
                .map(route -> route.method() + " " + route.template())
                .toList();
        System.out.println(table);
        assertThat(untested).as("routes that no test calls with success").isEmpty();
    }
}
