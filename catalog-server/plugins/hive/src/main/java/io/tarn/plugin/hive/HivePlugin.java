package io.tarn.plugin.hive;

import io.tarn.plugin.Metastore;
import io.tarn.plugin.MetastorePlugin;

/** Found by the server's {@link java.util.ServiceLoader}. */
public final class HivePlugin implements MetastorePlugin {
    @Override
    public Metastore open(String source) {
        return HiveMetastore.connect(MetastoreAddresses.of(source));
    }
}
