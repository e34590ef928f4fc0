package io.tarn.paimon;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.paimon.predicate.CompoundPredicate;
import org.apache.paimon.predicate.LeafPredicate;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.predicate.PredicateVisitor;
import org.jspecify.annotations.Nullable;

/**
 * What a query asks for, in Paimon's own form. A condition on a masked column is about what is shown: evaluated on files or
 * on raw rows it would tell the values behind the mask.
 */
final class UserPredicate {
    private UserPredicate() {}

    /** The part that does not name a masked column; null when there is none. */
    static @Nullable Predicate unmasked(@Nullable Predicate predicate, QueryPolicy policy) {
        if (predicate == null) {
            return null;
        }
        List<Predicate> kept = new ArrayList<>();
        for (Predicate part : PredicateBuilder.splitAnd(predicate)) {
            if (columns(part).stream().noneMatch(policy::masks)) {
                kept.add(part);
            }
        }
        return kept.isEmpty() ? null : PredicateBuilder.and(kept);
    }

    /** The part that names a masked column; null when there is none. */
    static @Nullable Predicate masked(@Nullable Predicate predicate, QueryPolicy policy) {
        if (predicate == null) {
            return null;
        }
        List<Predicate> kept = new ArrayList<>();
        for (Predicate part : PredicateBuilder.splitAnd(predicate)) {
            if (columns(part).stream().anyMatch(policy::masks)) {
                kept.add(part);
            }
        }
        return kept.isEmpty() ? null : PredicateBuilder.and(kept);
    }

    static Set<String> columns(@Nullable Predicate predicate) {
        return predicate == null ? new HashSet<>() : predicate.visit(new Names());
    }

    private static final class Names implements PredicateVisitor<Set<String>> {
        @Override
        public Set<String> visit(LeafPredicate predicate) {
            Set<String> names = new HashSet<>();
            // From 1.4 on a predicate may be about several columns.
            Object several = Reflected.call(predicate, "fieldNames");
            if (several instanceof List) {
                ((List<?>) several).forEach(name -> names.add((String) name));
            } else {
                names.add(predicate.fieldName());
            }
            return names;
        }

        @Override
        public Set<String> visit(CompoundPredicate predicate) {
            Set<String> names = new HashSet<>();
            predicate.children().forEach(child -> names.addAll(child.visit(this)));
            return names;
        }
    }
}
