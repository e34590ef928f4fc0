package io.tarn.server.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.iceberg.SignRequest;
import io.tarn.server.vending.RemoteSigner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests to the store, signed. */
public final class SigningRoutes implements RouteGroup {
    private static final String PROVIDER = "s3";

    private final Catalogs catalogs;
    private final SignRequest sign;

    public SigningRoutes(Catalogs catalogs, SignRequest sign) {
        this.catalogs = catalogs;
        this.sign = sign;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post(TableRoutes.SIGN, Operation.SIGN_STORAGE_REQUEST, this::sign));
    }

    private void sign(Request request) {
        Body body = request.body();
        String provider = body.textOrNull("provider");
        if (provider != null && !provider.equals(PROVIDER)) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'provider' has to be " + PROVIDER);
        }
        String method = body.text("method");
        RemoteSigner.Signed signed = sign.run(
                request.caller(),
                catalogs.byPrefix(request.path("prefix")),
                Paths.table(request),
                body.text("region"),
                new RemoteSigner.Request(method, body.text("uri"), headers(body), body.textOrNull("body")));
        ObjectNode answer = Json.object();
        answer.put("uri", signed.uri());
        ObjectNode headers = answer.putObject("headers");
        signed.headers().forEach((name, values) -> headers.set(name, Json.array(values)));
        // Clients that read a file in many parts may use one signature for all of them, for some seconds.
        request.tell("Cache-Control", method.equals("GET") || method.equals("HEAD") ? "private" : "no-cache");
        request.answer(answer);
    }

    private static Map<String, List<String>> headers(Body body) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : body.any("headers").properties()) {
            List<String> values = new ArrayList<>();
            header.getValue().forEach(value -> values.add(value.asText()));
            boolean fits = header.getValue().isArray()
                    && header.getKey().matches("[A-Za-z0-9-]+")
                    && values.stream().noneMatch(value -> value.chars().anyMatch(c -> c < 0x20 || c == 0x7F));
            if (!fits) {
                throw TarnException.of(ErrorCode.INVALID_REQUEST, "'headers' has to be names with lists of texts");
            }
            headers.put(header.getKey(), values);
        }
        return headers;
    }
}
