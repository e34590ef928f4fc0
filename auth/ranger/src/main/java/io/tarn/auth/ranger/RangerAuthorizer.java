package io.tarn.auth.ranger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Caller;
import io.tarn.auth.ColumnSet;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.auth.OperationTable;
import io.tarn.auth.OperationTable.Requirement;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Securable;
import io.tarn.auth.Subject;
import io.tarn.auth.Visibility;
import io.tarn.auth.outside.OutsideAuthorizer;
import io.tarn.auth.outside.OutsideGrant;
import io.tarn.auth.outside.OutsideGrantException;
import io.tarn.auth.outside.RangerSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Decides by the policies of one service of Apache Ranger. */
final class RangerAuthorizer implements OutsideAuthorizer {
    private final RangerSettings settings;
    private final PolicyFeed feed;
    private final Function<Caller, Subject> subjects;
    private final ResourceModel model;
    private final DecisionLog log;
    private final GrantClient grants;

    RangerAuthorizer(RangerSettings settings, PolicyFeed feed, Function<Caller, Subject> subjects, DecisionLog log) {
        this.settings = settings;
        this.feed = feed;
        this.subjects = subjects;
        this.model = ResourceModel.of(settings);
        this.log = log;
        this.grants = new GrantClient(settings);
    }

    @Override
    public Decision authorize(Caller caller, Operation operation, List<Securable> on) {
        Optional<List<Requirement>> entry = OperationTable.requirements(operation);
        if (entry.isEmpty()) {
            return Decision.deny(operation + " has no entry in the operation table");
        }
        if (!entry.get().stream()
                .map(Requirement::on)
                .toList()
                .equals(on.stream().map(Securable::kind).toList())) {
            return Decision.deny(operation + " was asked for on objects that its entry does not name");
        }
        Subject subject = subjects.apply(caller);
        if (!subject.enabled()) {
            return Decision.deny(caller.principal() + " is disabled or was dropped");
        }
        Optional<Engine> engine = feed.engine();
        if (engine.isEmpty()) {
            return Decision.deny("Ranger has no service '" + settings.service() + "' any more");
        }
        RequestFactory requests = RequestFactory.of(engine.get(), subject, settings.servicePrefix());
        if (requests == null) {
            return Decision.deny(caller.principal() + " has a name that no user has in Ranger");
        }
        Judgement judgement = new Judgement(engine.get(), model, requests, subject, settings.service(), true);
        Decision last = Decision.allow("every caller may", null);
        for (int i = 0; i < on.size() && last.allowed(); i++) {
            last = judgement.decide(entry.get().get(i), on.get(i));
            log.decided(judgement, operation, entry.get().get(i), on.get(i), last);
        }
        return last;
    }

    @Override
    public Visibility visible(Caller caller, Securable parent, Securable.Kind kind, boolean namesOnly) {
        Subject subject = subjects.apply(caller);
        Optional<Engine> engine = feed.engine();
        if (!subject.enabled() || engine.isEmpty()) {
            return Visibility.NOTHING.judgedBy(new Nobody());
        }
        RequestFactory requests = RequestFactory.of(engine.get(), subject, settings.servicePrefix());
        if (requests == null) {
            return Visibility.NOTHING.judgedBy(new Nobody());
        }
        Judgement judgement = new Judgement(engine.get(), model, requests, subject, settings.service(), false);
        return Visibility.NOTHING.judgedBy(new ListJudge(judgement, model, subject, parent, kind, namesOnly));
    }

    /** Of whoever may nothing. */
    private static final class Nobody implements Visibility.Judge {
        @Override
        public Set<UUID> owners() {
            return Set.of();
        }

        @Override
        public List<Visibility.Verdict> judge(List<Visibility.Item> items) {
            return items.stream().map(item -> Visibility.Verdict.HIDDEN).toList();
        }
    }

    @Override
    public Restrictions restrictions(Caller caller, Securable table, Supplier<List<String>> columns) {
        Subject subject = subjects.apply(caller);
        return sight(subject)
                .map(sight -> sight.restrictions(table, columns))
                .orElseGet(() -> new Restrictions(
                        List.of(), List.of(new ColumnSet(false, List.of())), subject.enforced(), false));
    }

    @Override
    public Columns columns(Caller caller, Securable table, List<String> names) {
        return sight(subjects.apply(caller))
                .map(sight -> sight.columns(table, names))
                .orElseGet(() -> new Columns(Set.of(), Set.copyOf(names)));
    }

    /** Empty for whoever may nothing. */
    private Optional<TableSight> sight(Subject subject) {
        Optional<Engine> engine = feed.engine();
        RequestFactory requests = engine.map(some -> RequestFactory.of(some, subject, settings.servicePrefix()))
                .orElse(null);
        return !subject.enabled() || requests == null
                ? Optional.empty()
                : Optional.of(new TableSight(
                        engine.get(),
                        model,
                        requests,
                        subject,
                        new Judgement(engine.get(), model, requests, subject, settings.service(), true),
                        settings.service()));
    }

    @Override
    public Health health() {
        return feed.health();
    }

    @Override
    public List<Problem> problems() {
        return feed.engine().map(Engine::problems).orElse(List.of());
    }

    @Override
    public OutsideGrant.Prepared prepare(OutsideGrant grant) throws OutsideGrantException {
        ObjectNode body = new GrantBody(model, settings.servicePrefix()).of(grant, subjects.apply(grant.caller()));
        return () -> {
            grants.send(grant.give(), body, body.path("grantor").asText());
            feed.refreshSoon();
        };
    }

    @Override
    public String whereToGrant() {
        return "Apache Ranger, service '" + settings.service() + "' at " + String.join(" or ", settings.urls());
    }

    /** Nothing: it asks for what is new by itself. */
    @Override
    public void outdate() {}

    @Override
    public void close() {
        feed.close();
    }
}
