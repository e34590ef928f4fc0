package io.tarn.server.iceberg;

import io.tarn.auth.IdempotencyKey;
import io.tarn.server.http.Failures;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.KeyedOutcome;
import io.tarn.server.model.KeyedOutcome.Refusal;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.idempotency.KeyedRequests;
import java.util.Optional;
import java.util.UUID;

/**
 * Routes that change something, for requests with the header {@code Idempotency-Key}: whatever becomes of an answer, the
 * same request may be sent again, changes nothing more, and is answered as before. The protocol lets an answer tell of a
 * newer state than the first one did.
 */
final class KeyedRoutes {
    private static final String HEADER = "Idempotency-Key";

    private final KeyedRequests requests;

    KeyedRoutes(KeyedRequests requests) {
        this.requests = requests;
    }

    /** Answers a request whose change is made already. */
    @FunctionalInterface
    interface Again {
        /** @param entry the audit's that tells of the change */
        void answer(Request request, UUID entry);
    }

    /** For changes that are answered by nothing but that they are made. */
    Route.Action once(Route.Action action) {
        return once(action, (request, entry) -> request.answerNoContent());
    }

    Route.Action once(Route.Action action, Again again) {
        return request -> {
            String key = request.header(HEADER);
            if (key == null) {
                action.run(request);
            } else {
                run(request.keyed(new IdempotencyKey(id(key), request.digest())), action, again);
            }
        };
    }

    private static UUID id(String key) {
        return Ids.parse(key)
                .orElseThrow(() ->
                        TarnException.of(ErrorCode.INVALID_REQUEST, "The header " + HEADER + " has to be a UUID"));
    }

    private void run(Request request, Route.Action action, Again again) {
        Optional<KeyedOutcome> before = requests.find(request.caller());
        if (before.isPresent()) {
            answer(request, before.get(), again);
            return;
        }
        try {
            action.run(request);
        } catch (RuntimeException e) {
            KeyedOutcome counts =
                    requests.settle(request.caller(), Failures.translate(e)).orElse(null);
            if (counts == null) {
                throw e;
            }
            answer(request, counts, again);
        }
    }

    private static void answer(Request request, KeyedOutcome outcome, Again again) {
        if (outcome.refusal().isPresent()) {
            Refusal refusal = outcome.refusal().get();
            throw TarnException.of(refusal.code(), refusal.message());
        }
        again.answer(request, outcome.entry());
    }
}
