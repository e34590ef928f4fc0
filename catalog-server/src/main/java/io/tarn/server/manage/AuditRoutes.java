package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.ops.audit.QueryAudit;
import io.tarn.server.ops.audit.VerifyTrail;
import io.tarn.server.store.AuditRows.Filter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was changed and refused. Times are epoch milliseconds. */
public final class AuditRoutes implements RouteGroup {
    private static final String AUDIT = ManageSurface.BASE + "/audit";

    /** The latest time that an id can hold with room above it. */
    private static final long LAST = 1L << 46;

    private final QueryAudit query;
    private final VerifyTrail verify;

    public AuditRoutes(QueryAudit query, VerifyTrail verify) {
        this.verify = verify;
        this.query = query;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(AUDIT, Operation.QUERY_AUDIT, this::list),
                Route.get(AUDIT + "/{entry}", Operation.QUERY_AUDIT, this::get),
                Route.post(AUDIT + "/verify", Operation.VERIFY_AUDIT, this::verify));
    }

    private void list(Request request) {
        String after = request.query("pageToken");
        UUID before = after == null || after.isEmpty() ? null : id("pageToken", after);
        Page<AuditEntry> page = query.list(request.caller(), filter(request), before, request.pageSize());
        ObjectNode answer = Json.object();
        answer.set("entries", Json.list(page.entries(), AuditJson::json));
        answer.put("nextPageToken", page.nextToken());
        request.answer(answer);
    }

    private void get(Request request) {
        String text = request.path("entry");
        request.answer(AuditJson.json(query.get(request.caller(), id("entry", text))));
    }

    private void verify(Request request) {
        VerifyTrail.Result result = verify.run(request.caller());
        ObjectNode answer = Json.object();
        answer.put("intact", result.intact());
        answer.set("problems", Json.array(result.problems()));
        answer.put("rows", result.rows());
        answer.put("anchored", result.anchored());
        request.answer(answer);
    }

    /** An object is asked for by its id, or, also when it is gone, by its names. */
    private static Filter filter(Request request) {
        String principal = text(request, "principal");
        String object = text(request, "object");
        UUID objectId = object == null ? null : Ids.parse(object).orElse(null);
        String operation = text(request, "operation");
        return new Filter(
                principal == null ? null : PrincipalLabel.parse(principal).toString(),
                objectId,
                objectId == null ? object : null,
                operation == null ? null : operation.toUpperCase(Locale.ROOT),
                decision(text(request, "decision")),
                time(request, "from"),
                time(request, "to"));
    }

    private static @Nullable String text(Request request, String name) {
        String text = request.query(name);
        return text == null || text.isEmpty() ? null : text;
    }

    private static @Nullable String decision(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(Decision.Verdict.values())
                .map(Decision.Verdict::name)
                .filter(name -> name.equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> invalid("decision", text));
    }

    private static long time(Request request, String name) {
        String text = text(request, name);
        if (text == null) {
            return 0;
        }
        try {
            return Math.max(0, Math.min(Long.parseLong(text), LAST));
        } catch (NumberFormatException e) {
            throw invalid(name, text);
        }
    }

    private static UUID id(String name, String text) {
        return Ids.parse(text).orElseThrow(() -> invalid(name, text));
    }

    private static TarnException invalid(String name, String text) {
        return TarnException.of(
                ErrorCode.INVALID_REQUEST, "Invalid input for parameter " + name + ": " + Names.printable(text));
    }
}
