package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Operation;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients read 404 as "there is no such table", and 501 as "do it without the server". */
class UnservedRoutesTest extends ServerTest {
    @Test
    void whatIsNotServedAnswers501() {
        api.createTable("t").ok();
        List<Route> unserved = RoutesTest.SURFACES.get(0).routes().stream()
                .filter(route -> route.operation() == Operation.UNSUPPORTED)
                .toList();
        for (Route route : unserved) {
            String path = route.template()
                    .replace("{prefix}", "main")
                    .replace("{database}", "default")
                    .replace("{table}", "t")
                    .replaceAll("\\{[^}]*}", "x");
            assertThat(path).doesNotContain("{");
            api.send(route.method().name(), path, BodyPublishers.ofString("{}")).error(501, null);
        }
    }
}
