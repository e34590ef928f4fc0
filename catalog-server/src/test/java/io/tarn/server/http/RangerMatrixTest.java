package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.auth.ranger.GrantedPolicies;
import io.tarn.auth.ranger.TestRangerAdmin;
import io.tarn.server.http.Matrix.Line;
import io.tarn.server.http.Matrix.Need;
import io.tarn.server.http.Matrix.Scope;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cases of {@link MatrixTest}, with what is held given by policies in Ranger and by nothing else. All policies are made
 * first, so that they are waited for once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RangerMatrixTest {
    private static final String CATALOG = "a b+c";

    /** A request, and whether it must be done, or be as if nothing were there. */
    private record Case(Line line, World world, Api caller, boolean done, String what) {}

    private final List<Case> cases = new ArrayList<>();
    private RangerServer ranger;
    private int people;

    @BeforeAll
    void start(@TempDir Path directory) {
        ranger = RangerServer.start(directory, TestRangerAdmin.start(), "chained");
    }

    @AfterAll
    void stop() {
        ranger.close();
    }

    @Test
    void everyRouteNeedsFromRangerWhatItNeeds() {
        ranger.awaitPolicies();
        World shared = world();
        World sibling = world();
        for (Line line : Matrix.LINES) {
            add(line, shared, List.of(), false, "without a privilege");
            World own = world();
            List<Need> needs = line.needs().isEmpty() ? List.of(new Need("FUNCTION", "DROP")) : line.needs();
            add(
                    line,
                    own,
                    needs.stream().map(need -> given(own, need, Scope.ITSELF)).toList(),
                    true,
                    "exactly it");
            if (!line.ofCatalog()) {
                add(
                        line,
                        shared,
                        needs.stream()
                                .filter(need -> !need.type().equals("LOCATION"))
                                .map(need -> given(sibling, need, Scope.ITSELF))
                                .toList(),
                        false,
                        "on a sibling");
            }
            int levels = line.needs().stream()
                    .mapToInt(need -> need.above().size())
                    .min()
                    .orElse(0);
            if (levels > 0) {
                World another = world();
                add(
                        line,
                        another,
                        needs.stream()
                                .map(need -> given(another, need, need.above().get(0)))
                                .toList(),
                        true,
                        "on everything above");
            }
        }
        ranger.awaitPolicies();
        for (Case one : cases) {
            Examples.Example example = one.line().example();
            Api.Answer answer = one.caller()
                    .send(
                            example.method(),
                            example.path(one.world()),
                            BodyPublishers.ofString(
                                    example.body() == null ? "" : example.body().apply(one.world())));
            assertThat(answer.status())
                    .as("%s, %s: %s", one.line(), one.what(), answer.body())
                    .isEqualTo(one.done() ? 200 : 404);
        }
    }

    /** A grant of the catalog's own, to be said in Ranger's words. */
    private record Given(ResourceType type, Privilege privilege, List<String> path) {}

    private void add(Line line, World world, List<Given> given, boolean done, String what) {
        String name = "matrix-" + ++people;
        Api caller = ranger.caller("service:" + name).withCatalog(CATALOG);
        given.forEach(
                one -> ranger.admin.put(GrantedPolicies.of(one.type(), one.privilege(), one.path(), "user:" + name)));
        cases.add(new Case(line, world, caller, done, what));
    }

    private static Given given(World world, Need need, Scope scope) {
        Privilege privilege = Privilege.valueOf(need.access());
        if (scope != Scope.ITSELF) {
            return new Given(
                    ResourceType.valueOf(scope.name()),
                    privilege,
                    scope == Scope.CATALOG_ALL ? List.of(CATALOG) : List.of(CATALOG, world.database));
        }
        ResourceType type = ResourceType.valueOf(need.type().replace("(e)", ""));
        Stream<String> below = switch (need.type()) {
            case "CATALOG" -> Stream.of();
            case "LOCATION" -> Stream.of(world.unregistered());
            case "DATABASE" -> Stream.of(world.database);
            case "TABLE(e)" -> Stream.of(world.database, "e");
            default -> Stream.of(world.database, need.type().substring(0, 1).toLowerCase(Locale.ROOT));
        };
        return new Given(
                type, privilege, Stream.concat(Stream.of(CATALOG), below).toList());
    }

    private World world() {
        return World.make(
                ranger.api.withCatalog(CATALOG), ranger.server.dataDir().resolve("outside"));
    }
}
