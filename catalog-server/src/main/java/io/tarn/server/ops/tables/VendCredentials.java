package io.tarn.server.ops.tables;

import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Grant;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.tables.Restriction.Extent;
import io.tarn.server.store.Store;
import io.tarn.server.vending.CredentialVendor;
import io.tarn.server.vending.KeptCredentials;
import io.tarn.server.vending.SessionName;
import io.tarn.server.vending.TableScope;
import io.tarn.server.vending.Vended;
import io.tarn.server.vending.Vending;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hands out credentials for the files of a table: to read, or to write as well, as the caller's privileges say, and for no
 * longer than it holds them.
 */
public final class VendCredentials {
    /** Where nothing is given out, clients need not ask again soon. */
    private static final Duration NOTHING_FOR = Duration.ofHours(3);

    /** By how much the clock of a token service may be ahead of this one. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private final Store store;
    private final Access access;
    private final Guard guard;
    private final LocationRules locations;
    private final Restriction restriction;
    private final Clock clock;
    private final KeptCredentials kept;

    /**
     * What a caller may do with the files.
     *
     * @param until when it may no longer, in epoch milliseconds; 0: never
     */
    private record Right(boolean write, long until) {}

    /** A request, once it is known what it is about. */
    private record Asked(
            Caller caller,
            Catalogs.Entry catalog,
            Vending vending,
            Relation relation,
            Securable table,
            boolean restricted) {}

    public VendCredentials(
            Store store, Access access, Guard guard, LocationRules locations, Restriction restriction, Clock clock) {
        this.store = store;
        this.access = access;
        this.guard = guard;
        this.locations = locations;
        this.restriction = restriction;
        this.clock = clock;
        this.kept = new KeptCredentials(clock);
    }

    /**
     * As {@link #run}, to read only, whatever the caller may: for clients that must not write such a table.
     */
    public Vended toRead(Caller caller, Catalogs.Entry catalog, TableName name) {
        return vended(caller, catalog, name, false);
    }

    /**
     * @return no options for a table that clients open with their own: an external one, or one on a local disk
     * @throws TarnException TABLE_NOT_FOUND; NOT_SUPPORTED when the catalog hands out nothing; UNAVAILABLE when nothing was
     *     given because a service does not answer
     */
    public Vended run(Caller caller, Catalogs.Entry catalog, TableName name) {
        return vended(caller, catalog, name, true);
    }

    /**
     * As {@link #toRead}, for a caller that does not see the whole table, and whose client is trusted to keep to Iceberg's read
     * restrictions and told them along with these.
     *
     * @throws TarnException as {@link #run}; FORBIDDEN when the catalog's credentials would do more than read
     */
    public Vended toReadKeeping(Caller caller, Catalogs.Entry catalog, TableName name) {
        Relation relation = access.tableWhateverIsHidden(caller, Operation.GET_TABLE_TOKEN, catalog, name)
                .orElseThrow(() -> Missing.table(name))
                .relation();
        return vended(caller, catalog, name, relation, table -> Extent.KEPT_BY_CLIENT, false);
    }

    private Vended vended(Caller caller, Catalogs.Entry catalog, TableName name, boolean write) {
        Relation relation = access.table(caller, Operation.GET_TABLE_TOKEN, catalog, name)
                .orElseThrow(() -> Missing.table(name))
                .relation();
        return vended(caller, catalog, name, relation, table -> restriction.of(caller, table), write);
    }

    private Vended vended(
            Caller caller,
            Catalogs.Entry catalog,
            TableName name,
            Relation relation,
            Function<Securable, Extent> restricted,
            boolean write) {
        if (relation.external() || relation.location().isLocal()) {
            return Vended.nothing(clock.millis() + NOTHING_FOR.toMillis());
        }
        Vending vending = catalog.vending()
                .orElseThrow(() -> TarnException.of(
                        ErrorCode.NOT_SUPPORTED,
                        "Catalog '" + catalog.catalog().name()
                                + "' hands out no credentials: leave the client's option data-token.enabled out"));
        Securable table = Securables.of(catalog, relation, name);
        Extent extent = restricted.apply(table);
        if (extent == Extent.UNKEPT
                || (extent != Extent.UNRESTRICTED && !vending.vendor().limited())) {
            throw refuse(caller, table, "rules about rows or columns hold, which files do not keep");
        }
        Asked asked = new Asked(caller, catalog, vending, relation, table, extent != Extent.UNRESTRICTED);
        Optional<Vended> writable = write ? writable(asked) : Optional.empty();
        return writable.or(() -> readable(asked)).orElseThrow(() -> tooLate(asked));
    }

    private Optional<Vended> writable(Asked asked) {
        Decision decision = guard.decision(asked.caller(), Operation.COMMIT_SNAPSHOT, asked.table());
        return asked.restricted() || !decision.allowed()
                ? Optional.empty()
                : vended(asked, new Right(true, end(decision.grant())));
    }

    private Optional<Vended> readable(Asked asked) {
        Decision decision = guard.decision(asked.caller(), Operation.GET_TABLE_TOKEN, asked.table());
        if (!decision.allowed()) {
            throw refuse(asked.caller(), asked.table(), decision.reason());
        }
        return vended(asked, new Right(false, end(decision.grant())));
    }

    private static long end(@Nullable Grant grant) {
        return grant == null ? 0 : grant.expiresAt();
    }

    /** Empty when the right ends so soon that no service gives anything for it, or ends at all and the credentials do not. */
    private Optional<Vended> vended(Asked asked, Right right) {
        KeptCredentials.Key key = new KeptCredentials.Key(
                asked.caller().principal().id(),
                Optional.ofNullable(asked.caller().through()).map(Principal::id),
                asked.relation().id(),
                asked.relation().location(),
                right.write(),
                asked.restricted(),
                right.until());
        Duration lifetime = lifetime(asked.vending(), right);
        boolean last = lifetime.compareTo(asked.vending().lifetime()) < 0;
        if (right.until() != 0 && !asked.vending().vendor().limited()) {
            return Optional.empty();
        }
        return kept.find(key)
                .or(() -> lifetime.compareTo(CredentialVendor.SHORTEST) < 0
                        ? Optional.empty()
                        : Optional.of(kept.get(key, last, () -> vend(asked, right, lifetime))));
    }

    /** The time begins when the service answers, which must not take the end beyond the right's. */
    private Duration lifetime(Vending vending, Right right) {
        if (right.until() == 0) {
            return vending.lifetime();
        }
        Duration left = Duration.ofMillis(right.until() - clock.millis()).minus(CredentialVendor.LONGEST_CALL);
        Duration seconds = Duration.ofSeconds(left.toSeconds());
        return seconds.compareTo(vending.lifetime()) < 0 ? seconds : vending.lifetime();
    }

    /** The place is looked at again, the service is asked, and only what is on the trail is handed out. */
    private Vended vend(Asked asked, Right right, Duration lifetime) {
        locations.checkOwn(asked.catalog(), asked.relation());
        TableScope scope = new TableScope(
                asked.relation().location(), right.write(), asked.relation().ownership() == Ownership.MANAGED);
        String session = SessionName.of(asked.caller().principal().label());
        Vended vended = within(right, asked.vending().vendor().vend(scope, session, lifetime));
        Trail.announce(
                store,
                asked.caller(),
                Operation.GET_TABLE_TOKEN,
                asked.table(),
                Map.of(
                        "access",
                        right.write() ? "write" : "read",
                        "restricted",
                        asked.restricted() ? "kept by the client" : "no",
                        "until",
                        Instant.ofEpochMilli(vended.expiresAt()).toString(),
                        "session",
                        session));
        return vended;
    }

    private static Vended within(Right right, Vended vended) {
        if (right.until() == 0 || vended.expiresAt() <= right.until()) {
            return vended;
        }
        if (vended.expiresAt() - right.until() > CLOCKS.toMillis()) {
            throw TarnException.of(
                    ErrorCode.INTERNAL,
                    "The storage's token service gave credentials for longer than it was asked for;"
                            + " they are not handed out");
        }
        return new Vended(vended.options(), right.until());
    }

    private TarnException tooLate(Asked asked) {
        String reason = asked.vending().vendor().limited()
                ? "the right to it ends in less than " + CredentialVendor.SHORTEST.toMinutes()
                        + " minutes, and credentials for so short a time are not given"
                : "the right to it ends, and this catalog's credentials do not";
        return refuse(asked.caller(), asked.table(), reason);
    }

    private TarnException refuse(Caller caller, Securable table, String reason) {
        return guard.refuse(caller, Operation.GET_TABLE_TOKEN, reason, table);
    }
}
