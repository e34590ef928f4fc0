package io.tarn.plugin;

/** Asks a metastore elsewhere which tables there are. */
public interface MetastorePlugin {
    /**
     * Connects to a metastore.
     *
     * @param source {@code thrift://host:port}, several with commas between them of which the first that answers is asked, or
     *     the path of a {@code hive-site.xml}
     * @throws SettingsException when the source cannot be understood, or asks for what is not there
     * @throws MetastoreException when none answers
     */
    Metastore open(String source);
}
