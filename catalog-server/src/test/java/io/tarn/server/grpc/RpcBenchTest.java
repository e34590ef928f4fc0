package io.tarn.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.proto.v1.GetTableRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The same read over HTTP and over gRPC. In a build it is only seen that it runs; {@code ./tarn bench rpc} measures. */
class RpcBenchTest extends GrpcTest {
    private static final int READS = Integer.getInteger("tarn.bench.reads", 100);
    private static final int READERS = 8;
    private static final int ROUNDS = 5;

    /** One of several readers. */
    @FunctionalInterface
    private interface Read {
        void run() throws IOException, InterruptedException;
    }

    @Test
    void readsOfATable() throws Exception {
        createTable("read");
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/v1/main/databases/default/tables/read"))
                .header("Authorization", "Bearer " + server.rootToken())
                .build();
        Read overHttp = () -> {
            HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
        };
        GetTableRequest message = GetTableRequest.newBuilder()
                .setCatalog(CATALOG)
                .setName(table("read"))
                .build();
        // A stub's time begins when it is made.
        Read overRpc = () -> unused(tables().getTable(message));
        double[] httpRates = new double[ROUNDS];
        double[] rpcRates = new double[ROUNDS];
        rate(overHttp);
        rate(overRpc);
        // By turns, so that what else the machine does is shared.
        for (int i = 0; i < ROUNDS; i++) {
            httpRates[i] = rate(overHttp);
            rpcRates[i] = rate(overRpc);
        }
        double ofHttp = median(httpRates);
        double ofRpc = median(rpcRates);
        System.out.printf(
                "getTable by %d readers: %.0f reads/s over HTTP, %.0f over gRPC, %.2f times as many%n",
                READERS, ofHttp, ofRpc, ofRpc / ofHttp);
    }

    /** Reads in a second, of all readers together. */
    private static double rate(Read read) throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                work.add(() -> {
                    for (int j = 0; j < READS / READERS; j++) {
                        read.run();
                    }
                    return true;
                });
            }
            long began = System.nanoTime();
            for (Future<Boolean> done : readers.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
            return READS / ((System.nanoTime() - began) / 1e9);
        } finally {
            readers.shutdownNow();
        }
    }

    private static double median(double[] rates) {
        Arrays.sort(rates);
        return rates[rates.length / 2];
    }
}
