package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.AuditEntry;
import io.tarn.proto.v1.AuditServiceGrpc;
import io.tarn.proto.v1.GetAuditEntryRequest;
import io.tarn.proto.v1.QueryAuditRequest;
import io.tarn.proto.v1.QueryAuditResponse;
import io.tarn.proto.v1.VerifyAuditRequest;
import io.tarn.proto.v1.VerifyAuditResponse;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.ops.audit.QueryAudit;
import io.tarn.server.ops.audit.VerifyTrail;
import io.tarn.server.store.AuditRows.Filter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was changed and refused. */
public final class AuditRpcs implements RpcGroup {
    /** The latest time that an id can hold with room above it. */
    private static final long LAST = 1L << 46;

    private final QueryAudit query;
    private final VerifyTrail verify;

    public AuditRpcs(QueryAudit query, VerifyTrail verify) {
        this.query = query;
        this.verify = verify;
    }

    @Override
    public ServiceDescriptor service() {
        return AuditServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.of(AuditServiceGrpc.getQueryAuditMethod(), Operation.QUERY_AUDIT, this::list),
                Rpc.of(AuditServiceGrpc.getGetAuditEntryMethod(), Operation.QUERY_AUDIT, this::get),
                Rpc.of(AuditServiceGrpc.getVerifyAuditMethod(), Operation.VERIFY_AUDIT, this::verify));
    }

    private QueryAuditResponse list(Caller caller, QueryAuditRequest request) {
        UUID before = request.getPageToken().isEmpty() ? null : id("page_token", request.getPageToken());
        Page<io.tarn.server.model.AuditEntry> page =
                query.list(caller, filter(request), before, Paging.size(request.getPageSize()));
        return QueryAuditResponse.newBuilder()
                .addAllEntries(page.map(AuditRpcs::of).entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    /** An object is asked for by its id, or, also when it is gone, by its names. */
    private static Filter filter(QueryAuditRequest request) {
        String object = NamesInMessages.orNull(request.getObject());
        UUID objectId = object == null ? null : Ids.parse(object).orElse(null);
        String principal = NamesInMessages.orNull(request.getPrincipal());
        String operation = NamesInMessages.orNull(request.getOperation());
        String decision = NamesInMessages.orNull(request.getDecision());
        return new Filter(
                principal == null ? null : PrincipalLabel.parse(principal).toString(),
                objectId,
                objectId == null ? object : null,
                operation == null ? null : operation.toUpperCase(Locale.ROOT),
                decision(decision),
                time(request.getFromMillis()),
                time(request.getToMillis()));
    }

    private static @Nullable String decision(@Nullable String text) {
        return text == null
                ? null
                : AccessMessages.word(Decision.Verdict.class, "decision", text).name();
    }

    private static long time(long millis) {
        return Math.max(0, Math.min(millis, LAST));
    }

    private AuditEntry get(Caller caller, GetAuditEntryRequest request) {
        return of(query.get(caller, id("id", request.getId())));
    }

    private static UUID id(String member, String text) {
        return Ids.parse(text)
                .orElseThrow(() -> TarnException.of(
                        ErrorCode.INVALID_REQUEST, "Invalid '" + member + "': " + Names.printable(text)));
    }

    private static AuditEntry of(io.tarn.server.model.AuditEntry entry) {
        return AuditEntry.newBuilder()
                .setId(entry.id().toString())
                .setAtMillis(entry.at())
                .setPrincipal(entry.principal())
                .setThrough(entry.through())
                .setSource(entry.source())
                .setRequestId(entry.request())
                .setOperation(entry.operation())
                .setObjectKind(entry.object().kind())
                .setObjectId(entry.object().id().toString())
                .setObjectPath(entry.object().path())
                .setDecision(entry.decision())
                .setReason(entry.reason())
                .setTimes(entry.times())
                .putAllDetails(entry.details())
                .build();
    }

    private VerifyAuditResponse verify(Caller caller, VerifyAuditRequest request) {
        VerifyTrail.Result result = verify.run(caller);
        return VerifyAuditResponse.newBuilder()
                .setIntact(result.intact())
                .addAllProblems(result.problems())
                .setRows(result.rows())
                .setAnchored(result.anchored())
                .build();
    }
}
