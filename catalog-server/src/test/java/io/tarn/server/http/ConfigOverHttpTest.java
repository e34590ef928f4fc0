package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigOverHttpTest extends ServerTest {
    @Test
    void aClientLearnsThePrefixAndTheOptionsOfItsCatalog() {
        JsonNode config = api.get("/v1/config?warehouse=main").ok().json();
        String prefix = config.at("/overrides/prefix").asText();
        assertThat(prefix).hasSize(36);
        assertThat(config.get("defaults").toString()).isEqualTo("{\"hint\":\"from the server\"}");
        assertThat(Api.texts(api.get("/v1/" + prefix + "/databases").ok().json().get("databases")))
                .contains("default");
        assertThat(api.get("/v1/main/databases").ok().body())
                .isEqualTo(api.get("/v1/" + prefix + "/databases").ok().body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a+b%2Bc", "a%20b%2Bc", "a%2Bb%252Bc"})
    void aWarehouseIsFoundHoweverOftenItsNameWasEncoded(String encoded) {
        String prefix = api.get("/v1/config?warehouse=" + encoded)
                .ok()
                .json()
                .at("/overrides/prefix")
                .asText();
        assertThat(prefix)
                .isEqualTo(api.get("/v1/config?warehouse=a+b%2Bc")
                        .json()
                        .at("/overrides/prefix")
                        .asText());
        api.get("/v1/" + prefix + "/databases").ok();
    }

    @Test
    void theCatalogsOfAServerShareNothing() {
        api.createTable("only-in-main").ok();
        api.withCatalog("plain")
                .get(api.withCatalog("plain").table("only-in-main"))
                .error(404, "TABLE");
        api.withCatalog("a b+c")
                .get(api.withCatalog("a b+c").table("only-in-main"))
                .error(404, "TABLE");
    }

    @Test
    void healthAndMetricsAnswerWithoutAToken() throws IOException, InterruptedException {
        api.get("/v1/config?warehouse=main").ok();
        assertThat(monitor("/health/live")).isEqualTo("live\n");
        assertThat(monitor("/health/ready")).isEqualTo("ready\n");
        assertThat(monitor("/metrics"))
                .contains("tarn_http_requests_seconds_count")
                .contains("operation=\"GET_CONFIG\"")
                .doesNotContain(server.rootToken());
    }

    private String monitor(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.monitorPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
