package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.http.Examples.Example;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls every route once, with a request that is valid, and holds the answer against the document of the protocol. */
class EveryRouteTest extends ServerTest {
    private World shared;
    private String before;

    static Stream<Example> examples() {
        return Examples.of().stream();
    }

    @BeforeAll
    void makeWorld() {
        shared = world();
        before = shared.seen();
    }

    @AfterAll
    void strangersHaveChangedNothing() {
        World.assertSame("strangers", before, shared.seen());
    }

    private World world() {
        return World.make(api.withCatalog("a b+c"), server.dataDir().resolve("outside"));
    }

    @Test
    void thereIsAnExampleOfEveryRouteAndEveryExampleIsOfARoute() {
        assertThat(Examples.of())
                .extracting(Example::toString)
                .containsExactlyInAnyOrderElementsOf(RoutesTest.SURFACES.get(0).routes().stream()
                        .map(route -> route.method() + " " + route.template())
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void aValidRequestIsAnsweredAsTheDocumentSays(Example example) {
        World world = world();
        example.send(world).ok();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void aStrangerIsAnsweredNothing(Example example) {
        World world = World.make(api.withCatalog("a b+c"), server.dataDir().resolve("outside"));
        String before = world.seen();
        for (String token : List.of("", "wrong")) {
            world.api
                    .withToken(token)
                    .send(example.method(), example.path(world), body(example, world))
                    .error(401, null);
        }
        assertThat(world.seen()).isEqualTo(before);
    }

    private static BodyPublisher body(Example example, World world) {
        return BodyPublishers.ofString(
                example.body() == null ? "" : example.body().apply(world));
    }
}
