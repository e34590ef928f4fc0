package io.tarn.paimon;

import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.table.source.TableScan;

/**
 * A split together with the policy that held when it was planned.
 *
 * <p>Engines that read files by themselves ask a split for its files: these have none to give. Engines on Paimon 1.3, and
 * later ones in streams, cast what they read to {@link DataSplit}, so there it has to be one. In batches later versions
 * count the rows of what is a {@link DataSplit}, by a method that is not in 1.3, so there it must not be one.
 */
interface Guarded extends Split {
    /** As the table planned it. */
    Split raw();

    QueryPolicy policy();

    /** The plan of a restricted query. */
    static TableScan.Plan guard(TableScan.Plan plan, QueryPolicy policy, boolean stream) {
        List<Split> splits = plan.splits();
        if (splits.isEmpty()) {
            return plan;
        }
        List<Split> guarded = new ArrayList<>(splits.size());
        for (Split split : splits) {
            guarded.add(guard(split, policy, stream));
        }
        return () -> guarded;
    }

    static Split guard(Split split, QueryPolicy policy, boolean stream) {
        return split instanceof DataSplit && (stream || PaimonVersion.is13())
                ? new GuardedDataSplit((DataSplit) split, policy)
                : new GuardedSplit(split, policy);
    }
}
