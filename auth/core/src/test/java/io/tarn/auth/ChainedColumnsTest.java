package io.tarn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.outside.ChainedAuthorizer;
import io.tarn.auth.outside.OutsideAuthorizer;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Which columns are shown when two decide. */
class ChainedColumnsTest {
    private static final List<String> NAMES = List.of("id", "phone");
    private static final Securable TABLE = Securable.catalog(UUID.randomUUID(), "lake")
            .child(Securable.Kind.DATABASE, UUID.randomUUID(), null, "d")
            .child(Securable.Kind.TABLE, UUID.randomUUID(), null, "t");
    private static final Caller ALICE = Caller.of(new Principal(UUID.randomUUID(), Principal.Kind.USER, "alice"));

    @Test
    void someColumnsHereAndNothingThereAreSomeColumns() {
        assertThat(shown(List.of("id"), null, Set.of(), Set.of())).containsExactly("id");
    }

    @Test
    void someColumnsHereAndAllThereAreAll() {
        assertThat(shown(List.of("id"), null, Set.of("id", "phone"), Set.of())).containsExactly("id", "phone");
    }

    @Test
    void aColumnThatIsDeniedThereIsDenied() {
        assertThat(shown(null, List.of(), Set.of(), Set.of("phone"))).containsExactly("id");
    }

    @Test
    void someColumnsHereAndOthersThereAreBoth() {
        assertThat(shown(List.of("id"), List.of("phone"), Set.of("phone"), Set.of()))
                .containsExactly("id", "phone");
    }

    private static List<String> shown(
            List<String> builtin, List<String> outside, Set<String> allowed, Set<String> denied) {
        Restrictions restrictions = new ChainedAuthorizer(
                        new Says(restrictions(builtin), null),
                        new Says(restrictions(outside), new OutsideAuthorizer.Columns(allowed, denied)))
                .restrictions(ALICE, TABLE, () -> NAMES);
        return NAMES.stream().filter(restrictions::shows).toList();
    }

    private static Restrictions restrictions(List<String> columns) {
        return columns == null
                ? Restrictions.NONE
                : new Restrictions(List.of(), List.of(new ColumnSet(false, columns)), true, false);
    }

    /** Allows everything, and restricts as it was told. */
    private record Says(Restrictions restrictions, OutsideAuthorizer.Columns columns) implements OutsideAuthorizer {
        @Override
        public Decision authorize(Caller caller, Operation operation, List<Securable> on) {
            return Decision.allow("a test", null);
        }

        @Override
        public Visibility visible(Caller caller, Securable parent, Securable.Kind kind, boolean namesOnly) {
            return Visibility.EVERYTHING;
        }

        @Override
        public Restrictions restrictions(Caller caller, Securable table, Supplier<List<String>> names) {
            return restrictions;
        }

        @Override
        public Columns columns(Caller caller, Securable table, List<String> names) {
            return columns;
        }

        @Override
        public Health health() {
            return new Health(true, "", 1, 0, "");
        }

        @Override
        public List<Problem> problems() {
            return List.of();
        }

        @Override
        public String whereToGrant() {
            return "a test";
        }

        @Override
        public void outdate() {}

        @Override
        public void close() {}
    }
}
