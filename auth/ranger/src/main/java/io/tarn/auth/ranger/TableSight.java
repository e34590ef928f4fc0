package io.tarn.auth.ranger;

import io.tarn.auth.ColumnSet;
import io.tarn.auth.Privilege;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Restrictions.Rule;
import io.tarn.auth.Securable;
import io.tarn.auth.Subject;
import io.tarn.auth.outside.OutsideAuthorizer.Columns;
import io.tarn.auth.policy.ColumnMask;
import io.tarn.auth.policy.PolicyException;
import io.tarn.auth.ranger.Judgement.Said;
import io.tarn.auth.ranger.UnsupportedCondition.ReachedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.ranger.plugin.policyengine.RangerAccessResult;

/** What one caller sees of tables. */
final class TableSight {
    /** A text that is no filter and no mask, so that whoever reads it refuses, naming the policy. */
    private static final String UNREADABLE = "?";

    private static final String SELECT = "select";

    private final Engine engine;
    private final ResourceModel model;
    private final RequestFactory requests;
    private final Subject subject;
    private final Judgement judgement;
    private final String service;

    TableSight(
            Engine engine,
            ResourceModel model,
            RequestFactory requests,
            Subject subject,
            Judgement judgement,
            String service) {
        this.engine = engine;
        this.model = model;
        this.requests = requests;
        this.subject = subject;
        this.judgement = judgement;
        this.service = service;
    }

    Restrictions restrictions(Securable table, Supplier<List<String>> names) {
        Optional<Map<String, Object>> resource = model.resource(table);
        if (resource.isEmpty()) {
            return new Restrictions(List.of(), List.of(new ColumnSet(false, List.of())), subject.enforced(), false);
        }
        boolean owned = subject.owns(table);
        List<Rule> rules = new ArrayList<>();
        filter(resource.get(), owned).ifPresent(rules::add);
        List<ColumnSet> columns = null;
        if (engine.aboutColumns()) {
            List<String> all = names.get();
            Columns said = columns(table, all);
            List<String> shown = all.stream()
                    .filter(said.allowed()::contains)
                    .filter(name -> !said.denied().contains(name))
                    .toList();
            // Whether who is allowed no column may read the table at all is not the question here.
            boolean silent = said.allowed().isEmpty() && said.denied().isEmpty();
            columns = silent || shown.size() == all.size() ? null : List.of(new ColumnSet(false, shown));
            shown.forEach(name -> mask(resource.get(), owned, name).ifPresent(rules::add));
        }
        if (rules.isEmpty() && columns == null) {
            return Restrictions.NONE;
        }
        boolean unseen = model.access(Privilege.WRITEUNSEEN, Securable.Kind.TABLE)
                .map(access ->
                        judgement.ask(resource.get(), owned, access, false).said() == Said.ALLOWED)
                .orElse(false);
        return new Restrictions(rules, columns, subject.enforced(), unseen);
    }

    Columns columns(Securable table, List<String> names) {
        Optional<Map<String, Object>> resource = model.resource(table);
        if (resource.isEmpty()) {
            return new Columns(Set.of(), Set.of());
        }
        boolean owned = subject.owns(table);
        boolean whole = reads(resource.get(), owned);
        Set<String> allowed = new HashSet<>();
        Set<String> denied = new HashSet<>();
        for (String name : names) {
            switch (judgement
                    .ask(column(resource.get(), name), owned, SELECT, false)
                    .said()) {
                case ALLOWED -> allowed.add(name);
                case DENIED -> denied.add(name);
                case NOTHING -> {
                    if (whole) {
                        allowed.add(name);
                    }
                }
            }
        }
        return new Columns(allowed, denied);
    }

    /** Whether the table as a whole may be read. Writers read what they write over. */
    private boolean reads(Map<String, Object> table, boolean owned) {
        return List.of(Privilege.SELECT, Privilege.UPDATE).stream()
                .map(privilege -> model.access(privilege, Securable.Kind.TABLE))
                .flatMap(Optional::stream)
                .anyMatch(access -> judgement.ask(table, owned, access, false).said() == Said.ALLOWED);
    }

    private Optional<Rule> filter(Map<String, Object> table, boolean owned) {
        try {
            RangerAccessResult result = engine.rowFilter(requests.request(table, owned, SELECT));
            if (!result.isRowFilterEnabled()) {
                return Optional.empty();
            }
            PolicySanitizer.Text text = engine.text(result.getFilterExpr());
            String sql = text.problem().isEmpty() ? RuleText.withoutMacros(text.expression()) : UNREADABLE;
            return Optional.of(new Rule(policy(text), "", sql, ""));
        } catch (ReachedException e) {
            return Optional.of(new Rule(policy(e), "", UNREADABLE, ""));
        }
    }

    private Optional<Rule> mask(Map<String, Object> table, boolean owned, String name) {
        try {
            RangerAccessResult result = engine.mask(requests.request(column(table, name), owned, SELECT));
            if (!result.isMaskEnabled()) {
                return Optional.empty();
            }
            PolicySanitizer.Text text = engine.text(result.getMaskedValue());
            return mask(text, String.valueOf(result.getMaskType()), name);
        } catch (ReachedException e) {
            return Optional.of(new Rule(policy(e), name, UNREADABLE, ""));
        }
    }

    private Optional<Rule> mask(PolicySanitizer.Text text, String type, String name) {
        if (!text.problem().isEmpty()) {
            return Optional.of(new Rule(policy(text), name, UNREADABLE, ""));
        }
        try {
            // What does not fit the column's type hides it altogether.
            return RuleText.mask(type, text.expression(), name)
                    .map(sql -> new Rule(policy(text), name, sql, new ColumnMask.Null().sql()));
        } catch (PolicyException e) {
            return Optional.of(new Rule(policy(text), name, UNREADABLE, ""));
        }
    }

    private static Map<String, Object> column(Map<String, Object> table, String name) {
        Map<String, Object> column = new HashMap<>(table);
        column.put("column", name);
        return column;
    }

    private String policy(PolicySanitizer.Text text) {
        return text.policy() + " of Ranger service " + service;
    }

    private String policy(ReachedException e) {
        return e.policy() + " of Ranger service " + service;
    }
}
