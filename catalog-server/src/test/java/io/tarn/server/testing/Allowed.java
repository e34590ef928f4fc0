package io.tarn.server.testing;

import io.tarn.auth.Authorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Securable;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Ids;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Guard;
import io.tarn.server.store.Store;
import java.util.List;
import java.util.function.Supplier;

/** For tests of what operations do, whoever may do them. */
public final class Allowed {
    public static final Caller ME = Caller.of(new Principal(Ids.next(), Principal.Kind.USER, "me"));

    private Allowed() {}

    public static Access access(Store store) {
        return new Access(store, guard());
    }

    public static Guard guard() {
        return new Guard(new Everything(), (caller, operation, decision, on) -> Ids.next(), table -> List.of());
    }

    private static final class Everything implements Authorizer {
        @Override
        public Decision authorize(Caller caller, Operation operation, List<Securable> on) {
            return Decision.allow("a test", null);
        }

        @Override
        public Visibility visible(Caller caller, Securable parent, Securable.Kind kind, boolean namesOnly) {
            return Visibility.EVERYTHING;
        }

        @Override
        public Restrictions restrictions(Caller caller, Securable table, Supplier<List<String>> columns) {
            return Restrictions.NONE;
        }

        @Override
        public void outdate() {}
    }
}
