package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.server.http.Matrix.Line;
import io.tarn.server.http.Matrix.Need;
import io.tarn.server.http.Matrix.Scope;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every route of the protocol, asked by callers who hold nothing, exactly what it needs, the same on another object, above
 * it, or no longer.
 */
class MatrixTest extends ServerTest {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Nobody changes these: whoever asks here is refused. */
    private World world;

    private World sibling;

    /** Holds the database itself, so it may know of everything in it, and may nothing with it. */
    private Person onlooker;

    /** Somebody with a token. */
    private record Person(String principal, String token) {
        Api.Answer ask(Line line, World world) {
            Examples.Example example = line.example();
            return world.api
                    .withToken(token)
                    .send(
                            example.method(),
                            example.path(world),
                            BodyPublishers.ofString(
                                    example.body() == null ? "" : example.body().apply(world)));
        }
    }

    static Stream<Line> lines() {
        return Matrix.LINES.stream();
    }

    @BeforeAll
    void makeWorlds() {
        world = world();
        sibling = World.make(
                api.withCatalog("main"), server.dataDir().resolve("outside").resolve("main"));
        onlooker = person();
        grant(world, new Need("DATABASE", "ALL"), Scope.ITSELF, onlooker, null);
    }

    @Test
    void everyServedRouteHasALine() {
        assertThat(Matrix.LINES)
                .extracting(Line::route)
                .containsExactlyInAnyOrderElementsOf(Examples.of().stream()
                        .filter(example -> !example.template().contains("/permissions"))
                        .map(Examples.Example::toString)
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void withoutAPrivilegeNothingIsThere(Line line) {
        assertHidden(line, person());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void withExactlyThePrivilegeItIsDone(Line line) {
        World own = world();
        Person person = person();
        for (Need need : needs(line)) {
            grant(own, need, Scope.ITSELF, person, null);
        }
        person.ask(line, own).ok();
        own.drop();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void withoutOneOfThePrivilegesItIsRefused(Line line) {
        if (line.needs().size() < 2) {
            return;
        }
        for (Need left : line.needs()) {
            Person person = person();
            line.needs().stream()
                    .filter(need -> !need.equals(left))
                    .forEach(need -> grant(world, need, Scope.ITSELF, person, null));
            assertThat(person.ask(line, world).status()).as("without %s", left).isIn(403, 404);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void thePrivilegeOnASiblingIsNone(Line line) {
        Person person = person();
        for (Need need : needs(line)) {
            if (!need.type().equals("LOCATION")) {
                grant(sibling, need, Scope.ITSELF, person, null);
            }
        }
        assertHidden(line, person);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void thePrivilegeOnEverythingAboveIsEnough(Line line) {
        int levels = line.needs().stream()
                .mapToInt(need -> need.above().size())
                .min()
                .orElse(0);
        for (int level = 0; level < levels; level++) {
            World own = world();
            Person person = person();
            for (Need need : line.needs()) {
                grant(own, need, need.above().get(level), person, null);
            }
            person.ask(line, own).ok();
            own.drop();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void whatIsHeldOnTheDatabaseItselfDoesNotReachWhatIsInIt(Line line) {
        boolean inside = line.needs().stream()
                .anyMatch(need -> List.of("TABLE", "TABLE(e)", "VIEW", "FUNCTION", "LOCATION")
                        .contains(need.type()));
        if (inside) {
            assertThat(onlooker.ask(line, world).status()).isEqualTo(403);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void aRevokedPrivilegeIsNoneAtOnce(Line line) {
        Person person = person();
        for (Need need : needs(line)) {
            grant(world, need, Scope.ITSELF, person, null);
            world.api
                    .post(
                            world.api.prefix() + "/permissions/revoke",
                            need.grant(world, Scope.ITSELF, person.principal(), null))
                    .ok();
        }
        assertHidden(line, person);
    }

    @Test
    void anExpiredPrivilegeIsNone() {
        Person person = person();
        String end = Instant.now().plusSeconds(3).toString();
        Matrix.LINES.stream()
                .flatMap(line -> needs(line).stream())
                .distinct()
                .forEach(need -> grant(world, need, Scope.ITSELF, person, end));
        Line config = Matrix.LINES.get(0);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> person.ask(config, world).status() == 404);
        Matrix.LINES.forEach(line -> assertHidden(line, person));
    }

    private void assertHidden(Line line, Person person) {
        Api.Answer answer = person.ask(line, world);
        assertThat(answer.status()).as("%s: %s", line, answer.body()).isEqualTo(404);
    }

    /** For routes that need anything at all, anything. */
    private static List<Need> needs(Line line) {
        return line.needs().isEmpty() ? List.of(new Need("FUNCTION", "DROP")) : line.needs();
    }

    private World world() {
        return World.make(api.withCatalog("a b+c"), server.dataDir().resolve("outside"));
    }

    private Person person() {
        String principal = "service:matrix-" + COUNT.incrementAndGet();
        api.post("/manage/v1/principals", "{\"name\":\"" + principal + "\"}").ok();
        String token = api.post("/manage/v1/principals/" + principal + "/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText();
        return new Person(principal, token);
    }

    private static void grant(World world, Need need, Scope scope, Person person, @Nullable String expireTime) {
        world.api
                .post(
                        world.api.prefix() + "/permissions/grant",
                        need.grant(world, scope, person.principal(), expireTime))
                .ok();
    }
}
