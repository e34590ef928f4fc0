package io.tarn.bench;

import io.tarn.engines.ChildProcess;
import io.tarn.engines.ClassPaths;
import io.tarn.engines.HiveServer;
import io.tarn.engines.StoreKind;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.options.Options;

/** A row through Paimon's client of a metastore of Hive, whose libraries cannot share a JVM with those of the others. */
final class HiveWork implements Measured, AutoCloseable {
    private static final String READY = "ready";
    private static final String ROUND = "round ";
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(3);

    /** By default each request writes two lines. */
    private static final String QUIET = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn";

    private final ChildProcess process;
    private final BlockingQueue<String> answers;

    private HiveWork(ChildProcess process, BlockingQueue<String> answers) {
        this.process = process;
        this.answers = answers;
    }

    /** @param warehouse where databases lie that nobody gives a place */
    static HiveServer server(Path warehouse) throws IOException {
        List<String> jvm = new ArrayList<>(Bed.JVM);
        jvm.add(QUIET);
        return HiveServer.start(warehouse, jvm.toArray(String[]::new));
    }

    /** @param warehouse where the tables lie */
    static HiveWork start(PaimonRow row, HiveServer server, Path warehouse) throws Exception {
        List<String> command = new ArrayList<>(Bed.JVM);
        command.addAll(List.of(QUIET, "-cp", classPath(), HiveWork.class.getName()));
        command.addAll(List.of(row.name(), server.address(), "file:" + warehouse));
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        HiveWork work = new HiveWork(
                ChildProcess.java("hive-client", command, Map.of(), line -> {
                    if (line.equals(READY) || line.startsWith(ROUND)) {
                        answers.add(line);
                    }
                }),
                answers);
        work.answer(0);
        return work;
    }

    /** What {@link #main} needs, of this class path, and Hive's. */
    private static String classPath() throws URISyntaxException {
        List<String> paths = new ArrayList<>();
        for (Class<?> each : List.of(HiveWork.class, StoreKind.class, Histogram.class, Catalog.class)) {
            paths.add(Path.of(each.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        paths.add(ClassPaths.of("hive-metastore"));
        return String.join(File.pathSeparator, paths);
    }

    @Override
    public Round round(int clients, long nanos) throws Exception {
        process.send(clients + " " + nanos);
        String[] figures = answer(nanos).substring(ROUND.length()).split(" ", -1);
        return new Round(
                Double.parseDouble(figures[0]),
                Double.parseDouble(figures[1]),
                Double.parseDouble(figures[2]),
                Double.parseDouble(figures[3]),
                0);
    }

    private String answer(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos + PATIENCE;
        while (System.nanoTime() < end) {
            String answer = answers.poll(1, TimeUnit.SECONDS);
            if (answer != null) {
                return answer;
            }
            if (!process.isAlive()) {
                throw new IllegalStateException("the client ended; " + process.lastWords());
            }
        }
        throw new IllegalStateException("the client does not answer; its log is " + process.log());
    }

    @Override
    public void close() {
        process.close();
    }

    /** @param arguments the name of a row, the address of the metastore, and where the tables lie */
    public static void main(String[] arguments) throws Exception {
        PaimonRow row = PaimonRow.valueOf(arguments[0]);
        Options options = Options.fromMap(
                Map.of("metastore", "hive", "uri", arguments[1], "warehouse", arguments[2], "cache-enabled", "false"));
        // By default all share two connections.
        options.set("client-pool-size", Integer.toString(row.clients()));
        Work work = row.work(CatalogFactory.createCatalog(CatalogContext.create(options)));
        System.out.println(READY);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split(" ", -1);
            Round round = work.round(Integer.parseInt(words[0]), Long.parseLong(words[1]));
            System.out.println(
                    ROUND + round.perSecond() + " " + round.median() + " " + round.p99() + " " + round.fairness());
        }
    }
}
