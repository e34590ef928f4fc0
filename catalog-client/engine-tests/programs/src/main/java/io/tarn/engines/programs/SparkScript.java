package io.tarn.engines.programs;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs SQL scripts in Spark, as {@link ScriptRunner} says. The first argument is a file in the form of Spark's own
 * {@code spark-defaults.conf}, whose variables stand for the same as those of the scripts.
 */
public final class SparkScript {

    private SparkScript() {}

    public static void main(String[] arguments) throws Exception {
        ScriptRunner runner =
                new ScriptRunner(List.of(arguments).subList(1, arguments.length).toArray(new String[0]));
        SparkSession spark = start(properties(runner.resolve(Files.readString(Path.of(arguments[0])))));
        boolean ok = runner.run(() -> (sql, take) -> execute(spark, sql, take));
        spark.stop();
        System.exit(ok ? 0 : 1);
    }

    private static SparkSession start(Properties properties) {
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[1]")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "1");
        properties.stringPropertyNames().forEach(key -> builder.config(key, properties.getProperty(key)));
        return builder.getOrCreate();
    }

    private static Properties properties(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return properties;
    }

    private static List<List<?>> execute(SparkSession spark, String sql, int take) {
        Dataset<Row> result = spark.sql(sql);
        List<List<?>> rows = new ArrayList<>();
        for (Row row : take == Integer.MAX_VALUE ? result.collectAsList() : result.takeAsList(take)) {
            List<Object> fields = new ArrayList<>();
            for (int i = 0; i < row.length(); i++) {
                fields.add(row.get(i));
            }
            rows.add(fields);
        }
        return rows;
    }
}
