package io.tarn.server.ops.iceberg;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.store.IcebergRows.Pointed;
import io.tarn.server.store.Store;
import io.tarn.server.vending.RemoteSigner;
import io.tarn.server.vending.StoreRequest;
import io.tarn.server.vending.TableRequests;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Signs a request for a file of a table: to read it for whoever may read the table as a whole, to write or delete it for
 * whoever may commit to a table of Iceberg. Each request is decided for itself.
 */
public final class SignRequest {
    private record Signer(String caller, UUID table, boolean write) {}

    private final Store store;
    private final NativeTables tables;
    private final Guard guard;
    private final LocationRules locations;

    /** Who is on the trail for what: not every file that an engine opens is worth an entry. */
    private final Cache<Signer, Boolean> noted;

    /** @param ticker as {@link System#nanoTime} */
    public SignRequest(Store store, NativeTables tables, Guard guard, LocationRules locations, Ticker ticker) {
        this.store = store;
        this.tables = tables;
        this.guard = guard;
        this.locations = locations;
        this.noted = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(Limits.SIGNING_NOTED_FOR)
                .maximumSize(Limits.SIGNERS_NOTED)
                .build();
    }

    /**
     * @param region that the signature is to be good in
     * @throws TarnException TABLE_NOT_FOUND; NOT_SUPPORTED when the catalog signs nothing; FORBIDDEN when the caller may not
     *     do this, or it is not within the table; INVALID_REQUEST when it cannot be understood
     */
    public RemoteSigner.Signed run(
            Caller caller, Catalogs.Entry catalog, TableName name, String region, RemoteSigner.Request request) {
        Pointed found = tables.whateverIsHidden(caller, Operation.SIGN_STORAGE_REQUEST, catalog, name);
        Relation relation = found.head().relation();
        RemoteSigner signer = catalog.signer()
                .orElseThrow(() -> TarnException.of(
                        ErrorCode.NOT_SUPPORTED,
                        "Catalog '" + catalog.catalog().name()
                                + "' does not lie in an S3 store, so nothing is signed"));
        Securable table = Securables.of(catalog, relation, name);
        if (!guard.restrictions(caller, table).none()) {
            throw refuse(
                    caller, table, "rows, values or columns of it are hidden from the caller, and files hide nothing");
        }
        StoreRequest understood = signer.understood(request);
        if (!region.equals(signer.store().region())) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "'region' has to be " + signer.store().region());
        }
        boolean write = !TableRequests.reads(understood);
        checkMay(caller, found, name, table, write);
        if (write && !signer.store().refusesUnsignedHeaders()) {
            throw refuse(
                    caller,
                    table,
                    "its store is not known to refuse a header that is added to a signed request, by which a file of any other"
                            + " table could be copied, so only reads are signed");
        }
        Optional<String> outside = TableRequests.refusal(relation.location(), understood, request.body());
        if (outside.isPresent()) {
            throw refuse(caller, table, "the request is not signed: " + outside.get());
        }
        locations.checkOwn(catalog, relation);
        RemoteSigner.Signed signed = signer.sign(request);
        note(caller, table, write);
        return signed;
    }

    private void checkMay(Caller caller, Pointed found, TableName name, Securable table, boolean write) {
        Relation relation = found.head().relation();
        boolean icebergs = found.metadata().isPresent();
        if (!icebergs && !PaimonTables.mayShow(relation)) {
            throw PaimonTables.refusal(name);
        }
        if (relation.external()) {
            throw refuse(caller, table, "a client named its location, and only files in the warehouse are signed for");
        }
        if (!write) {
            return;
        }
        if (!icebergs) {
            throw refuse(caller, table, "it is a table of Paimon, which Iceberg's clients only read");
        }
        Decision decision = guard.decision(caller, Operation.COMMIT_SNAPSHOT, table);
        if (!decision.allowed()) {
            throw refuse(caller, table, decision.reason());
        }
    }

    private TarnException refuse(Caller caller, Securable table, String reason) {
        return guard.refuse(caller, Operation.SIGN_STORAGE_REQUEST, reason, table);
    }

    private void note(Caller caller, Securable table, boolean write) {
        Signer signer = new Signer(caller.label(), table.id(), write);
        if (noted.getIfPresent(signer) == null) {
            Trail.announce(
                    store, caller, Operation.SIGN_STORAGE_REQUEST, table, Map.of("access", write ? "write" : "read"));
            noted.put(signer, true);
        }
    }
}
