package io.tarn.auth.outside;

import io.tarn.auth.Authorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Securable;
import io.tarn.auth.Visibility;
import java.util.List;
import java.util.function.Supplier;

/** One authorizer decides, another is asked the same, and where they disagree is written down. The other one may fail. */
public final class ShadowAuthorizer implements Authorizer {
    private final Authorizer deciding;
    private final Authorizer shadow;
    private final Disagreements disagreements;

    public ShadowAuthorizer(Authorizer deciding, Authorizer shadow, Disagreements disagreements) {
        this.deciding = deciding;
        this.shadow = shadow;
        this.disagreements = disagreements;
    }

    @Override
    public Decision authorize(Caller caller, Operation operation, List<Securable> on) {
        Decision decision = deciding.authorize(caller, operation, on);
        try {
            Decision other = shadow.authorize(caller, operation, on);
            disagreements.compared(
                    caller,
                    operation.name(),
                    on,
                    decision.verdict() + ": " + decision.reason(),
                    other.verdict() + ": " + other.reason(),
                    decision.allowed() == other.allowed());
        } catch (RuntimeException e) {
            disagreements.failed();
        }
        return decision;
    }

    @Override
    public Visibility visible(Caller caller, Securable parent, Securable.Kind kind, boolean namesOnly) {
        return deciding.visible(caller, parent, kind, namesOnly);
    }

    @Override
    public Restrictions restrictions(Caller caller, Securable table, Supplier<List<String>> columns) {
        Restrictions hidden = deciding.restrictions(caller, table, columns);
        try {
            Restrictions other = shadow.restrictions(caller, table, columns);
            disagreements.compared(
                    caller,
                    "RESTRICTIONS",
                    List.of(table),
                    told(hidden),
                    told(other),
                    parts(hidden).equals(parts(other)));
        } catch (RuntimeException e) {
            disagreements.failed();
        }
        return hidden;
    }

    /** What is hidden, whoever says it and in whatever words. */
    private static List<String> parts(Restrictions hidden) {
        return hidden.rules().stream()
                .map(rule -> rule.filtersRows() ? "rows" : "values of " + rule.column())
                .distinct()
                .sorted()
                .toList();
    }

    private static String told(Restrictions hidden) {
        return hidden.rules().isEmpty() ? "hides nothing" : "hides " + String.join(", ", parts(hidden));
    }

    @Override
    public void outdate() {
        deciding.outdate();
        shadow.outdate();
    }
}
