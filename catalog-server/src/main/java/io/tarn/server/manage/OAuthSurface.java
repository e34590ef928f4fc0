package io.tarn.server.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.auth.login.Credentials;
import io.tarn.server.http.Form;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.Surface;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.principals.GiveOutToken;
import java.util.List;

/** OAuth's token endpoint (RFC 6749), for client credentials alone. Requests and errors are as that document says. */
public final class OAuthSurface {
    static final String BASE = "/oauth";

    private static final String GRANT = "client_credentials";

    private final GiveOutToken giveOut;

    private OAuthSurface(GiveOutToken giveOut) {
        this.giveOut = giveOut;
    }

    public static Surface of(GiveOutToken giveOut) {
        return at(BASE, "/token", giveOut);
    }

    /** The same where Iceberg's clients look for it. */
    public static Surface ofIceberg(GiveOutToken giveOut) {
        return at("/iceberg/v1/oauth", "/tokens", giveOut);
    }

    private static Surface at(String base, String path, GiveOutToken giveOut) {
        OAuthSurface oauth = new OAuthSurface(giveOut);
        return new Surface(
                base, List.of(Route.login(base + path, Operation.GIVE_OUT_TOKEN, oauth::token)), OAuthSurface::error);
    }

    private void token(Request request) {
        Form form = request.form();
        if (!form.text("grant_type").equals(GRANT)) {
            throw TarnException.of(ErrorCode.UNSUPPORTED_GRANT, "The grant_type has to be " + GRANT);
        }
        boolean inForm = form.has("client_id") || form.has("client_secret");
        if (inForm && request.credentials().header("Authorization") != null) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "Send the client's credentials in the body or in a header, not in both");
        }
        GiveOutToken.GivenOut given =
                giveOut.run(inForm ? presented(request, form) : request.credentials(), request.id());
        ObjectNode answer = Json.object();
        answer.put("access_token", given.secret().reveal());
        answer.put("token_type", "Bearer");
        answer.put("expires_in", given.seconds());
        request.answerOnce(answer);
    }

    /** Iceberg's clients cut {@code service:etl:secret} at the first colon. */
    private static Credentials presented(Request request, Form form) {
        String id = form.text("client_id");
        String secret = form.text("client_secret");
        int cut = secret.indexOf(':');
        return id.contains(":") || cut < 0
                ? request.credentials(id, secret)
                : request.credentials(id + ":" + secret.substring(0, cut), secret.substring(cut + 1));
    }

    private static JsonNode error(TarnException error) {
        ObjectNode body = Json.object();
        body.put("error", word(error.code()));
        body.put("error_description", error.getMessage());
        return body;
    }

    private static String word(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED -> "invalid_client";
            case UNSUPPORTED_GRANT -> "unsupported_grant_type";
            case FORBIDDEN -> "unauthorized_client";
            case TOO_MANY_ATTEMPTS, RATE_LIMITED, UNAVAILABLE -> "temporarily_unavailable";
            case INTERNAL -> "server_error";
            default -> "invalid_request";
        };
    }
}
