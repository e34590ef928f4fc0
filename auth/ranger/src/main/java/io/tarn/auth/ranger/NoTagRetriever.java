package io.tarn.auth.ranger;

import java.util.Map;
import org.apache.ranger.plugin.contextenricher.RangerTagRetriever;
import org.apache.ranger.plugin.util.ServiceTags;
import org.jspecify.annotations.Nullable;

/** Tags come with the policies that are about them, so nothing has to fetch them. Made by Ranger. */
public final class NoTagRetriever extends RangerTagRetriever {
    @Override
    public void init(Map<String, String> options) {}

    @Override
    public @Nullable ServiceTags retrieveTags(long lastKnownVersion, long lastActivationTimeInMillis) {
        return null;
    }
}
