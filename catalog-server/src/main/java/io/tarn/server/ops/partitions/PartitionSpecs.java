package io.tarn.server.ops.partitions;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.PartitionName;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import java.util.List;
import java.util.Map;

/** The partitions that a client names, checked against the columns of its table. */
final class PartitionSpecs {
    private PartitionSpecs() {}

    /** @throws TarnException INVALID_REQUEST naming what is wrong */
    static List<String> names(TableName table, List<String> keys, List<Map<String, String>> specs) {
        return specs.stream().map(spec -> name(table, keys, spec)).toList();
    }

    private static String name(TableName table, List<String> keys, Map<String, String> spec) {
        for (String key : spec.keySet()) {
            if (!keys.contains(key)) {
                throw invalid(table, "'" + Names.printable(key) + "' is none of its partition columns " + keys);
            }
        }
        for (String key : keys) {
            String value = spec.get(key);
            if (value == null) {
                throw invalid(table, "the value of partition column '" + key + "' is missing");
            }
            if (value.isEmpty()) {
                throw invalid(table, "the value of partition column '" + key + "' is empty");
            }
        }
        return PartitionName.of(keys, spec).orElseThrow(() -> invalid(table, "the name of the partition is too long"));
    }

    private static TarnException invalid(TableName table, String what) {
        return TarnException.of(ErrorCode.INVALID_REQUEST, "No partition of table " + table + ": " + what);
    }
}
