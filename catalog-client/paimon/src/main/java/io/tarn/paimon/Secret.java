package io.tarn.paimon;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.paimon.options.Options;
import org.jspecify.annotations.Nullable;

/** Where a secret comes from: a file, which stays out of SQL and of serialized jobs, or an option. */
final class Secret {
    private Secret() {}

    /**
     * What gives the secret each time it is needed; null when neither names one.
     *
     * @param variable of the environment, with the path of a file
     */
    static @Nullable Supplier<String> of(
            Options options, String fileKey, String valueKey, String variable, Map<String, String> environment) {
        String file = TarnOptions.get(options, fileKey);
        if (file == null) {
            String value = TarnOptions.get(options, valueKey);
            if (value != null) {
                return () -> value;
            }
            file = environment.get(variable);
        }
        return file == null || file.trim().isEmpty() ? null : new SecretFile(file.trim())::read;
    }
}
