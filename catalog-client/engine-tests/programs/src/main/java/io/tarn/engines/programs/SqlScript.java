package io.tarn.engines.programs;

/** Runs SQL scripts in Flink, as {@link ScriptRunner} says; it ends with exit code 1 when they have failed. */
@SuppressWarnings("try") // the inherited close() of the cluster: it throws Exception
public final class SqlScript {

    private SqlScript() {}

    public static void main(String[] arguments) throws Exception {
        ScriptRunner runner = new ScriptRunner(arguments);
        boolean ok;
        try (FlinkCluster cluster = FlinkCluster.start()) {
            ok = runner.run(() -> new FlinkSql(cluster));
        }
        // Flink leaves threads behind that are not daemons.
        System.exit(ok ? 0 : 1);
    }
}
