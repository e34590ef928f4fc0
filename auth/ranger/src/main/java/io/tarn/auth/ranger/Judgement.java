package io.tarn.auth.ranger;

import io.tarn.auth.Decision;
import io.tarn.auth.Decision.Verdict;
import io.tarn.auth.OperationTable.Requirement;
import io.tarn.auth.Privilege;
import io.tarn.auth.Securable;
import io.tarn.auth.Subject;
import io.tarn.auth.ranger.Engine.Question;
import io.tarn.auth.ranger.UnsupportedCondition.ReachedException;
import java.util.Map;
import java.util.Optional;
import org.apache.ranger.plugin.policyengine.RangerAccessResult;
import org.jspecify.annotations.Nullable;

/** What the policies say of one caller, all of it by the same policies. */
final class Judgement {
    /** What the engine said of one access. */
    enum Said {
        ALLOWED,
        DENIED,
        NOTHING
    }

    /** Which policy decided, for the log: a few numbers, since the engine's own result holds on to the whole request. */
    record By(int serviceType, long policy, long version, boolean audited) {
        static By of(RangerAccessResult result) {
            Long version = result.getPolicyVersion();
            return new By(
                    result.getServiceType(),
                    result.getPolicyId(),
                    version == null ? 0 : version,
                    result.getIsAudited());
        }
    }

    /** @param by null when a policy cannot be kept, which {@code reason} names */
    record Answer(Said said, String reason, @Nullable By by) {
        static final Answer NOTHING = new Answer(Said.NOTHING, "", null);
    }

    private final Engine engine;
    private final ResourceModel model;
    private final RequestFactory requests;
    private final Subject subject;
    private final String service;
    private final boolean remembers;

    /** What decided last, for the log. */
    private @Nullable By last;

    /** What {@link #any} was asked about last, and the answer. */
    private @Nullable Securable anyOn;

    private Answer any = Answer.NOTHING;

    /** @param remembers whether the same things are asked again soon; not for those of a list, which may be many */
    Judgement(
            Engine engine,
            ResourceModel model,
            RequestFactory requests,
            Subject subject,
            String service,
            boolean remembers) {
        this.engine = engine;
        this.model = model;
        this.requests = requests;
        this.subject = subject;
        this.service = service;
        this.remembers = remembers;
    }

    @Nullable
    By last() {
        return last;
    }

    RequestFactory requests() {
        return requests;
    }

    Decision decide(Requirement requirement, Securable on) {
        last = null;
        Optional<Map<String, Object>> resource = model.resource(on);
        if (requirement.beneath() || resource.isEmpty()) {
            return missing(requirement, on);
        }
        if (requirement.anyOf().contains(Privilege.OWN) && subject.owns(on)) {
            return Decision.allow("the owner of " + on, null);
        }
        if (!engine.denies() && any(on, resource.get(), subject.owns(on)).said() == Said.NOTHING) {
            // Whoever holds nothing at all there holds none of them.
            return missing(requirement, on);
        }
        String denied = "";
        for (Privilege privilege : requirement.anyOf()) {
            Answer answer = holds(privilege, on, resource.get());
            last = answer.by();
            if (answer.said() == Said.ALLOWED) {
                return Decision.allow(answer.reason(), null);
            }
            if (answer.said() == Said.DENIED) {
                denied = answer.reason();
            } else if (any(on, resource.get(), subject.owns(on)).said() == Said.NOTHING) {
                // Whoever holds nothing at all there holds none of the others.
                break;
            }
        }
        if (!denied.isEmpty()) {
            return new Decision(verdict(on), denied, null, requirement, true);
        }
        return missing(requirement, on);
    }

    /** Of several privileges each is enough, so one that is denied says nothing about the others. */
    private Answer holds(Privilege privilege, Securable on, Map<String, Object> resource) {
        boolean owned = subject.owns(on);
        if (privilege == Privilege.DESCRIBE) {
            return any(on, resource, owned);
        }
        Optional<String> access = model.access(privilege, on.kind());
        if (access.isEmpty()) {
            return Answer.NOTHING;
        }
        Answer whole = ask(resource, owned, access.get(), false);
        boolean byColumns = privilege == Privilege.SELECT && on.kind() == Securable.Kind.TABLE;
        // Who may read some columns may read the table; which of them, is what restrictions say.
        return whole.said() == Said.NOTHING && byColumns ? ask(resource, owned, access.get(), true) : whole;
    }

    /** Asked several times on the way to one decision, and a question to the engine costs more than all the rest. */
    private Answer any(Securable on, Map<String, Object> resource, boolean owned) {
        if (!on.equals(anyOn)) {
            boolean hive = on.kind() == Securable.Kind.CATALOG && model instanceof ResourceModel.Hive;
            any = any(hive ? Map.of() : resource, owned);
            anyOn = on;
        }
        return any;
    }

    /**
     * Whoever holds anything on an object, or in it, may know of it. To the engine, a caller holds something also when all that
     * it is given is denied to it again, so where there are denials, something must be found that is not.
     */
    Answer any(Map<String, Object> resource, boolean owned) {
        Answer answer = ask(resource, owned, RequestFactory.ANY, true);
        if (answer.said() != Said.ALLOWED || !engine.denies()) {
            return answer;
        }
        Answer denied = Answer.NOTHING;
        for (String access : model.accesses()) {
            Answer one = ask(resource, owned, access, true);
            if (one.said() == Said.ALLOWED) {
                return one;
            }
            denied = one.said() == Said.DENIED ? one : denied;
        }
        return denied;
    }

    /** @param inside whether what lies in the object counts, too */
    Answer ask(Map<String, Object> resource, boolean owned, String access, boolean inside) {
        boolean dear = inside && model.holdsOthers(resource);
        if (!remembers && !dear) {
            return answer(resource, owned, access, inside);
        }
        Question question =
                new Question(requests.user(), requests.groups(), requests.roles(), resource, owned, access, inside);
        return engine.remembered(question, () -> answer(resource, owned, access, inside));
    }

    private Answer answer(Map<String, Object> resource, boolean owned, String access, boolean inside) {
        try {
            RangerAccessResult result = inside
                    ? engine.access(requests.inside(resource, owned, access))
                    : model.holdsOthers(resource)
                            ? engine.accessAbove(requests.request(resource, owned, access))
                            : engine.access(requests.request(resource, owned, access));
            String policy = "policy " + result.getPolicyId() + " of Ranger service " + service;
            if (result.getIsAllowed()) {
                return new Answer(Said.ALLOWED, policy, By.of(result));
            }
            return result.getPolicyId() == -1
                    ? new Answer(Said.NOTHING, "", By.of(result))
                    : new Answer(Said.DENIED, policy + " denies it", By.of(result));
        } catch (ReachedException e) {
            return new Answer(
                    Said.DENIED,
                    "policy " + e.policy() + " of Ranger service " + service
                            + " has a condition that Tarn does not evaluate",
                    null);
        }
    }

    private Decision missing(Requirement requirement, Securable on) {
        return Decision.lacking(
                verdict(on), "no policy of Ranger service " + service + " gives " + requirement, requirement);
    }

    private Verdict verdict(Securable on) {
        if (on.kind() == Securable.Kind.SERVER || on.kind() == Securable.Kind.LOCATION) {
            return on.kind() == Securable.Kind.SERVER ? Verdict.DENIED : Verdict.HIDDEN;
        }
        return sees(on) ? Verdict.DENIED : Verdict.HIDDEN;
    }

    /** Whether the caller may know of it. */
    private boolean sees(Securable on) {
        Securable parent = on.parent();
        Optional<Map<String, Object>> resource = model.resource(on);
        if (resource.isPresent() && any(on, resource.get(), subject.owns(on)).said() == Said.ALLOWED) {
            return true;
        }
        return parent != null && parent.kind() == Securable.Kind.DATABASE && lists(parent);
    }

    /** Whether the names of all that is in a database may be seen. */
    boolean lists(Securable database) {
        return model.access(Privilege.LIST, Securable.Kind.DATABASE)
                .flatMap(access -> model.resource(database)
                        .map(resource -> ask(resource, subject.owns(database), access, false)
                                        .said()
                                == Said.ALLOWED))
                .orElse(false);
    }
}
