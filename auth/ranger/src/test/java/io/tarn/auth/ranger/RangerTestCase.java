package io.tarn.auth.ranger;

import static org.awaitility.Awaitility.await;

import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Decision.Verdict;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Securable;
import io.tarn.auth.Securable.Kind;
import io.tarn.auth.Subject;
import io.tarn.auth.Visibility;
import io.tarn.auth.outside.OutsideAuthorizer;
import io.tarn.auth.outside.RangerSettings;
import io.tarn.auth.outside.RangerSettings.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A Ranger Admin, an authorizer on it, and a lake to ask about. */
abstract class RangerTestCase {
    static final Securable LAKE = Securable.catalog(UUID.randomUUID(), "lake");
    static final Securable SALES = LAKE.child(Kind.DATABASE, UUID.randomUUID(), null, "sales");
    static final Securable HR = LAKE.child(Kind.DATABASE, UUID.randomUUID(), null, "hr");
    static final Securable ORDERS = SALES.child(Kind.TABLE, UUID.randomUUID(), null, "orders");
    static final Securable RETURNS = SALES.child(Kind.TABLE, UUID.randomUUID(), null, "returns");
    static final Securable STAFF = HR.child(Kind.TABLE, UUID.randomUUID(), null, "staff");
    static final List<String> COLUMNS = List.of("id", "region", "phone");

    @TempDir
    Path directory;

    TestRangerAdmin admin = TestRangerAdmin.start();
    final Principal alice = new Principal(UUID.randomUUID(), Principal.Kind.USER, "alice");
    final Principal bob = new Principal(UUID.randomUUID(), Principal.Kind.USER, "bob");
    final Map<UUID, Set<String>> groups = new HashMap<>();
    final Set<UUID> disabled = new HashSet<>();
    private final Set<OutsideAuthorizer> open = new HashSet<>();
    OutsideAuthorizer authorizer;

    @AfterEach
    void closeAll() {
        open.forEach(OutsideAuthorizer::close);
        admin.close();
    }

    /** Opens it and waits until it decides. */
    void open() {
        authorizer = open(settings());
        awaitAble();
    }

    OutsideAuthorizer open(RangerSettings settings) {
        OutsideAuthorizer opened = new RangerPlugin().open(settings, this::subject);
        open.add(opened);
        return opened;
    }

    RangerSettings settings() {
        return settings(Model.TARN, Duration.ofHours(24));
    }

    RangerSettings settings(Model model, Duration maxStale) {
        return new RangerSettings(
                List.of(admin.url()),
                TestRangerAdmin.SERVICE,
                model,
                "lake",
                TestRangerAdmin.USER,
                TestRangerAdmin.PASSWORD,
                null,
                null,
                Duration.ofMillis(100),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                maxStale,
                directory.resolve("policies"),
                "svc-",
                true);
    }

    void awaitAble() {
        await().atMost(Duration.ofSeconds(20)).until(() -> authorizer.health().able());
    }

    /** Until what was changed in Ranger last is decided by. */
    void awaitVersion(long version) {
        await().atMost(Duration.ofSeconds(20)).until(() -> authorizer.health().version() == version);
    }

    /** Until two polls that began after now have ended. */
    void awaitPolls() {
        int before = admin.requests().size();
        await().atMost(Duration.ofSeconds(20)).until(() -> admin.requests().size() >= before + 6);
    }

    Subject subject(Caller caller) {
        Principal principal = caller.principal();
        return new Subject(
                caller,
                !disabled.contains(principal.id()),
                groups.getOrDefault(principal.id(), Set.of()),
                Set.of(principal.id()),
                false);
    }

    Decision decide(Principal principal, Operation operation, Securable... on) {
        return authorizer.authorize(Caller.of(principal), operation, List.of(on));
    }

    Verdict ask(Principal principal, Operation operation, Securable... on) {
        return decide(principal, operation, on).verdict();
    }

    Restrictions seen(Principal principal, Securable table) {
        return authorizer.restrictions(Caller.of(principal), table, () -> COLUMNS);
    }

    List<String> shown(Principal principal, Securable parent, Kind kind, List<String> names) {
        Visibility visible = authorizer.visible(Caller.of(principal), parent, kind, true);
        String database = kind == Kind.DATABASE ? "" : parent.name();
        List<Visibility.Verdict> verdicts = visible.judge()
                .judge(names.stream()
                        .map(name -> new Visibility.Item(database, name, false))
                        .toList());
        return names.stream()
                .filter(name -> verdicts.get(names.indexOf(name)) == Visibility.Verdict.SHOWN)
                .toList();
    }
}
