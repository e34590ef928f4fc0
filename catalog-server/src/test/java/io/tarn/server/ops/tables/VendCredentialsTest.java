package io.tarn.server.ops.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.auth.Authorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Grant;
import io.tarn.auth.Operation;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Securable;
import io.tarn.auth.Visibility;
import io.tarn.server.TestStores;
import io.tarn.server.files.S3Storage;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.ops.snapshots.SettleFiles;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.Store;
import io.tarn.server.store.jdbc.JdbcStore;
import io.tarn.server.testing.Allowed;
import io.tarn.server.testing.FakeStore;
import io.tarn.server.testing.MovableClock;
import io.tarn.server.vending.ClientStore;
import io.tarn.server.vending.CredentialVendor;
import io.tarn.server.vending.StaticKeys;
import io.tarn.server.vending.StsVendor;
import io.tarn.server.vending.Vended;
import io.tarn.server.vending.Vending;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is given out as time goes by and when rules hold, over a real store and a token service on HTTP. */
class VendCredentialsTest {
    private static final TableName TABLE = new TableName("default", "t", TableName.MAIN);
    private static final Duration LIFETIME = Duration.ofHours(3);
    private static final ClientStore CLIENTS = new ClientStore("", "us-east-1", false, "");
    private static final String SCHEMA = """
            {"fields":[{"id":0,"name":"id","type":"INT"}],"partitionKeys":[],"primaryKeys":[],"options":{},"comment":""}
            """;

    private final MovableClock clock = new MovableClock();
    private final FakeStore fake = new FakeStore();
    private final Map<Operation, Long> ends = new EnumMap<>(Operation.class);
    private final AtomicReference<Restriction.Extent> extent = new AtomicReference<>(Restriction.Extent.UNRESTRICTED);
    private JdbcStore store;
    private Catalogs.Entry catalog;
    private VendCredentials vend;

    @BeforeEach
    void open(@TempDir Path directory) {
        fake.answers(asked -> FakeStore.give(asked, clock.instant().plusSeconds(asked.seconds())));
        store = TestStores.embedded(directory);
        Catalog lake = new Bootstrap(store, clock)
                .catalog(new Catalog(Ids.next(), "lake", Location.parse("s3://lake/w"), Layout.PLAIN));
        catalog = with(
                lake,
                new StsVendor(new StsVendor.Settings(
                        fake.endpoint(), "us-east-1", FakeStore.ACCESS_KEY, FakeStore.SECRET_KEY, "", CLIENTS)));
        CommitSteps steps = CommitSteps.unobserved();
        new CreateTable(
                        store,
                        Allowed.access(store),
                        new LocationRules(store),
                        new PaimonSchemas(),
                        new Publication(store, new SettleFiles(store, steps), steps),
                        clock)
                .run(Allowed.ME, catalog, TABLE, SCHEMA);
        vend = vend(store);
        ends.put(Operation.GET_TABLE_TOKEN, 0L);
    }

    private Catalogs.Entry with(Catalog lake, CredentialVendor vendor) {
        return new Catalogs.Entry(
                lake,
                S3Storage.open(
                        lake.warehouse(),
                        new S3Storage.Settings(
                                fake.endpoint(), "us-east-1", FakeStore.ACCESS_KEY, FakeStore.SECRET_KEY, true)),
                List.of(),
                Map.of(),
                Optional.of(new Vending(vendor, LIFETIME)),
                Optional.empty());
    }

    private VendCredentials vend(Store over) {
        Guard guard = new Guard(new Ends(), (caller, operation, decision, on) -> Ids.next(), table -> List.of());
        Restriction restriction = new Restriction() {
            @Override
            public Extent of(Caller caller, Securable table) {
                return extent.get();
            }
        };
        return new VendCredentials(over, new Access(over, guard), guard, new LocationRules(over), restriction, clock);
    }

    @AfterEach
    void close() {
        catalog.close();
        store.close();
        fake.close();
    }

    @Test
    void whatHasLessThanSeventyFiveMinutesLeftIsNotGivenAgain() {
        Vended first = ask();
        clock.advance(Duration.ofMinutes(104));
        assertThat(ask()).isEqualTo(first);
        clock.advance(Duration.ofMinutes(2));
        assertThat(ask()).isNotEqualTo(first);
        assertThat(fake.asked()).hasSize(2);
    }

    @Test
    void whatTheEndOfAGrantCutsShortIsGivenUntilShortlyBeforeIt() {
        long end = clock.instant().plus(Duration.ofMinutes(50)).toEpochMilli();
        ends.put(Operation.GET_TABLE_TOKEN, end);
        Vended first = ask();
        assertThat(first.expiresAt()).isBetween(end - 15_000, end);

        clock.advance(Duration.ofMinutes(45));
        assertThat(ask()).isEqualTo(first);
        assertThat(fake.asked()).hasSize(1);
        clock.advance(Duration.ofMinutes(4));
        assertRefused().hasMessageContaining("ends in less than 15 minutes");
        assertThat(fake.asked()).hasSize(1);
    }

    @Test
    void aGrantThatIsCutShortEndsWhatIsGivenNext() {
        ask();
        long end = clock.instant().plus(Duration.ofMinutes(30)).toEpochMilli();
        ends.put(Operation.GET_TABLE_TOKEN, end);
        assertThat(ask().expiresAt()).isLessThanOrEqualTo(end);
    }

    @Test
    void theLeastThatIsGivenIsAQuarterOfAnHour() {
        ends.put(
                Operation.GET_TABLE_TOKEN,
                clock.instant().plus(Duration.ofMinutes(15)).plusSeconds(30).toEpochMilli());
        ask();
        assertThat(fake.lastAsked().seconds()).isBetween(900, 920);
    }

    @Test
    void aRestrictedCallerWhoseClientKeepsTheRulesReads() {
        ends.put(Operation.COMMIT_SNAPSHOT, 0L);
        extent.set(Restriction.Extent.KEPT_BY_CLIENT);
        ask();
        assertThat(fake.lastAsked().policy()).doesNotContain("s3:PutObject");

        extent.set(Restriction.Extent.UNRESTRICTED);
        ask();
        assertThat(fake.lastAsked().policy()).contains("s3:PutObject");
        assertThat(fake.asked()).hasSize(2);
    }

    @Test
    void aRestrictedCallerWhoseClientDoesNotGetsNothing() {
        ask();
        extent.set(Restriction.Extent.UNKEPT);
        assertRefused().hasMessageContaining("rules about rows or columns");
        assertThat(fake.asked()).hasSize(1);
    }

    @Test
    void lastingKeysAreNeverForRestrictedCallers() {
        catalog = with(catalog.catalog(), new StaticKeys(CLIENTS, "key", "secret", clock));
        assertThat(ask().options()).containsEntry("s3.secret-key", "secret");
        for (Restriction.Extent restricted : List.of(Restriction.Extent.KEPT_BY_CLIENT, Restriction.Extent.UNKEPT)) {
            extent.set(restricted);
            assertRefused();
        }
    }

    @Test
    void aTableWhoseDirectoryIsNotItsOwnGetsNothing() {
        UUID other = Ids.next();
        Location inside = Location.parse("s3://lake/w/default.db/t/inside");
        store.write(tx -> {
            tx.locations().claim(inside, other, catalog.catalog().id(), 1);
            return true;
        });
        assertThatThrownBy(this::ask)
                .isInstanceOf(TarnException.class)
                .hasMessageContaining("not this table's alone")
                .extracting(e -> ((TarnException) e).code())
                .isEqualTo(ErrorCode.INTERNAL);
        assertThat(fake.asked()).isEmpty();
    }

    @Test
    void secretsAreInNoText() {
        Vended vended = ask();
        assertThat(vended.options()).isNotEmpty();
        assertThat(vended.toString() + catalog)
                .doesNotContain(FakeStore.GIVEN_SECRET, "given-session-token", FakeStore.SECRET_KEY);
    }

    private Vended ask() {
        return vend.run(Allowed.ME, catalog, TABLE);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused() {
        return assertThatThrownBy(this::ask)
                .isInstanceOf(TarnException.class)
                .satisfies(e -> assertThat(((TarnException) e).code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    /** Allows what the test says, by a grant that ends when the test says. */
    private final class Ends implements Authorizer {
        @Override
        public Decision authorize(Caller caller, Operation operation, List<Securable> on) {
            Long end = ends.get(operation);
            if (end == null || (end != 0 && end <= clock.millis())) {
                return Decision.deny("a test");
            }
            Grant grant = new Grant(
                    Ids.next(),
                    caller.principal().id(),
                    ResourceType.TABLE,
                    on.get(0).id(),
                    catalog.catalog().id(),
                    null,
                    Privilege.ALL,
                    null,
                    end);
            return Decision.allow("a test, until " + Instant.ofEpochMilli(end), grant);
        }

        @Override
        public Visibility visible(Caller caller, Securable parent, Securable.Kind kind, boolean namesOnly) {
            return Visibility.EVERYTHING;
        }

        @Override
        public Restrictions restrictions(Caller caller, Securable table, Supplier<List<String>> columns) {
            return Restrictions.NONE;
        }

        @Override
        public void outdate() {}
    }
}
