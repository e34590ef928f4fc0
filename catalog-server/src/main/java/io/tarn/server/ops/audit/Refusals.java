package io.tarn.server.ops.audit;

import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import java.util.List;
import java.util.UUID;

/** Where refusals are written down. */
public interface Refusals {
    /**
     * Never waits for the database.
     *
     * @return the id under which an admin finds it
     */
    UUID refused(Caller caller, Operation operation, Decision decision, List<Securable> on);
}
