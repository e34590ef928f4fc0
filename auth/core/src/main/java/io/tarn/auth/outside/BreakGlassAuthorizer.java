package io.tarn.auth.outside;

import io.tarn.auth.Authorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Securable;
import io.tarn.auth.Subject;
import io.tarn.auth.Visibility;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets a few named principals do everything, whatever the authorizer behind it says and whether or not it answers: so that
 * nobody is locked out by policies that are wrong or out of reach. It tells of every use.
 */
public final class BreakGlassAuthorizer implements Authorizer {
    /** Where each use is written down. */
    @FunctionalInterface
    public interface Uses {
        void used(Caller caller, Operation operation, Decision decision, List<Securable> on);
    }

    private final Authorizer behind;
    private final Set<String> labels;
    private final Function<Caller, Subject> subjects;
    private final Uses uses;

    /** @param labels as {@code user:root} */
    public BreakGlassAuthorizer(Authorizer behind, Set<String> labels, Function<Caller, Subject> subjects, Uses uses) {
        this.behind = behind;
        this.labels = Set.copyOf(labels);
        this.subjects = subjects;
        this.uses = uses;
    }

    @Override
    public Decision authorize(Caller caller, Operation operation, List<Securable> on) {
        if (!breaks(caller)) {
            return behind.authorize(caller, operation, on);
        }
        Decision decision = Decision.allow("named as break-glass in the configuration", null);
        uses.used(caller, operation, decision, on);
        return decision;
    }

    @Override
    public Visibility visible(Caller caller, Securable parent, Securable.Kind kind, boolean namesOnly) {
        return breaks(caller) ? Visibility.EVERYTHING : behind.visible(caller, parent, kind, namesOnly);
    }

    @Override
    public Restrictions restrictions(Caller caller, Securable table, Supplier<List<String>> columns) {
        return breaks(caller) ? Restrictions.NONE : behind.restrictions(caller, table, columns);
    }

    @Override
    public void outdate() {
        behind.outdate();
    }

    /** Not when somebody else acts in its name. */
    private boolean breaks(Caller caller) {
        return labels.contains(caller.principal().label())
                && caller.through() == null
                && subjects.apply(caller).enabled();
    }
}
