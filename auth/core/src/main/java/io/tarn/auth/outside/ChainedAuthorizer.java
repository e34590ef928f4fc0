package io.tarn.auth.outside;

import io.tarn.auth.Authorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.ColumnSet;
import io.tarn.auth.Decision;
import io.tarn.auth.Decision.Verdict;
import io.tarn.auth.Operation;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Restrictions.Rule;
import io.tarn.auth.Securable;
import io.tarn.auth.Visibility;
import io.tarn.auth.outside.OutsideAuthorizer.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Two authorizers of which either may allow, and either may forbid what the other allows. When one cannot decide, nothing is
 * decided: what it would have forbidden is not known.
 */
public final class ChainedAuthorizer implements Authorizer {
    private final Authorizer builtin;
    private final OutsideAuthorizer outside;

    public ChainedAuthorizer(Authorizer builtin, OutsideAuthorizer outside) {
        this.builtin = builtin;
        this.outside = outside;
    }

    @Override
    public Decision authorize(Caller caller, Operation operation, List<Securable> on) {
        Decision first = builtin.authorize(caller, operation, on);
        if (!first.allowed() && first.explicit()) {
            return first;
        }
        Decision second = outside.authorize(caller, operation, on);
        if (!second.allowed() && second.explicit()) {
            boolean known = first.verdict() != Verdict.HIDDEN;
            return known ? new Decision(Verdict.DENIED, second.reason(), null, second.missing(), true) : second;
        }
        if (second.allowed()) {
            return second;
        }
        if (first.allowed()) {
            return first;
        }
        return first.verdict() == Verdict.DENIED ? first : second;
    }

    @Override
    public Visibility visible(Caller caller, Securable parent, Securable.Kind kind, boolean namesOnly) {
        Visibility judged = outside.visible(caller, parent, kind, namesOnly);
        return builtin.visible(caller, parent, kind, namesOnly).judgedBy(judged.judge());
    }

    @Override
    public Restrictions restrictions(Caller caller, Securable table, Supplier<List<String>> columns) {
        Restrictions first = builtin.restrictions(caller, table, columns);
        Restrictions second = outside.restrictions(caller, table, columns);
        List<Rule> rules = new ArrayList<>(first.rules());
        rules.addAll(second.rules());
        return new Restrictions(
                rules,
                columns(caller, table, columns, first, second),
                first.none() ? second.enforced() : first.enforced(),
                (first.none() || first.writesUnseen()) && (second.none() || second.writesUnseen()));
    }

    /** Null when all may be read. */
    private @Nullable List<ColumnSet> columns(
            Caller caller, Securable table, Supplier<List<String>> columns, Restrictions first, Restrictions second) {
        if (first.columns() == null && second.columns() == null) {
            return null;
        }
        boolean reads = builtin.authorize(caller, Operation.GET_SNAPSHOT, List.of(table))
                .allowed();
        List<String> names = columns.get();
        Columns said = outside.columns(caller, table, names);
        List<String> shown = names.stream()
                .filter(name -> !said.denied().contains(name))
                .filter(name -> said.allowed().contains(name) || (reads && first.shows(name)))
                .toList();
        return shown.size() == names.size() ? null : List.of(new ColumnSet(false, shown));
    }

    @Override
    public void outdate() {
        builtin.outdate();
        outside.outdate();
    }
}
