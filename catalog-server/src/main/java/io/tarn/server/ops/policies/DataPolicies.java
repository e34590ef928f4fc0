package io.tarn.server.ops.policies;

import io.tarn.auth.BuiltinAuthorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Restrictions.Rule;
import io.tarn.auth.policy.Binder;
import io.tarn.auth.policy.CallerContext;
import io.tarn.auth.policy.ColumnMask;
import io.tarn.auth.policy.DataPolicy;
import io.tarn.auth.policy.PolicyException;
import io.tarn.auth.policy.PolicySchema;
import io.tarn.auth.policy.RowFilter;
import io.tarn.server.ops.privileges.FreshAuthorizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works out what a caller sees of a table, from what is hidden from it. */
public final class DataPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(DataPolicies.class);

    private final FreshAuthorizer authorizer;

    public DataPolicies(FreshAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    /**
     * A policy that does not fit the columns that the table has in this place is never left out.
     *
     * @throws UnkeepablePolicyException naming the policy
     */
    public DataPolicy seen(Caller caller, Restrictions hidden, PolicySchema schema) {
        if (hidden.none()) {
            return DataPolicy.NONE;
        }
        Set<String> denied = schema.columns().stream()
                .map(PolicySchema.Column::name)
                .filter(column -> !hidden.shows(column))
                .collect(Collectors.toCollection(HashSet::new));
        Binder binder = new Binder(schema, context(caller));
        List<RowFilter> filters = new ArrayList<>();
        List<DataPolicy.MaskedColumn> masks = new ArrayList<>();
        for (Rule rule : hidden.rules()) {
            try {
                if (rule.filtersRows()) {
                    filters.add(binder.bind(RowFilter.parse(rule.sql(), schema)));
                } else {
                    mask(rule, schema)
                            .ifPresentOrElse(
                                    mask -> masks.add(new DataPolicy.MaskedColumn(rule.column(), mask)),
                                    () -> denied.add(rule.column()));
                }
            } catch (PolicyException e) {
                throw cannotBeKept(rule, e);
            }
        }
        return DataPolicy.of(denied, filters, masks);
    }

    /** Empty when the column may not be shown at all: a rule that has a stricter form gives way only to that. */
    private static Optional<ColumnMask> mask(Rule rule, PolicySchema schema) {
        if (rule.otherwise().isEmpty()) {
            return Optional.of(ColumnMask.parse(rule.sql(), schema, rule.column()));
        }
        for (String sql : List.of(rule.sql(), rule.otherwise())) {
            try {
                return Optional.of(ColumnMask.parse(sql, schema, rule.column()));
            } catch (PolicyException e) {
                LOG.atDebug()
                        .addKeyValue("policy", rule.policy())
                        .addKeyValue("reason", e.getMessage())
                        .log("a mask does not fit its column, which is hidden more strictly");
            }
        }
        return Optional.empty();
    }

    private CallerContext context(Caller caller) {
        BuiltinAuthorizer fresh = authorizer.fresh();
        Map<String, Set<String>> attributes = new HashMap<>();
        caller.attributes().forEach((name, value) -> attributes.put(name, Set.of(value)));
        return new CallerContext(caller.principal().name(), fresh.memberships(caller), attributes);
    }

    private static UnkeepablePolicyException cannotBeKept(Rule rule, PolicyException e) {
        LOG.atWarn()
                .addKeyValue("policy", rule.policy())
                .addKeyValue("column", rule.column())
                .addKeyValue("reason", e.getMessage())
                .log("a policy does not fit its table");
        return new UnkeepablePolicyException("policy " + rule.policy()
                + " hides a part of it from the caller and does not fit its columns: " + e.getMessage()
                + "; whoever keeps the policies of the table has to replace it");
    }
}
