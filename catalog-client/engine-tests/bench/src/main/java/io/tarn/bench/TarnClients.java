package io.tarn.bench;

import io.tarn.bench.HttpConnection.Answer;
import io.tarn.engines.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Clients of a Tarn server, each on a connection of its own, in one database. */
final class TarnClients implements AutoCloseable {
    private static final String FIELDS = "\"fields\":[{\"id\":0,\"name\":\"id\",\"type\":\"BIGINT\"},"
            + "{\"id\":1,\"name\":\"day\",\"type\":\"STRING\"},{\"id\":2,\"name\":\"amount\",\"type\":\"DECIMAL(10, 2)\"},"
            + "{\"id\":3,\"name\":\"note\",\"type\":\"STRING\"}],\"primaryKeys\":[],\"partitionKeys\":";

    private final List<HttpConnection> connections = new ArrayList<>();
    private final List<String> headers;
    private final String database;

    /** @param database is made */
    TarnClients(ServerProcess server, String database, int clients) throws IOException {
        this(server, server.token(), database, clients);
        done(send(0, request("POST", "", "{\"name\":\"" + database + "\",\"options\":{}}")));
    }

    private TarnClients(ServerProcess server, String token, String database, int clients) throws IOException {
        this.headers = List.of("Authorization: Bearer " + token, "Content-Type: application/json");
        this.database = database;
        for (int i = 0; i < clients; i++) {
            connections.add(new HttpConnection(server.port()));
        }
    }

    /** Somebody else's, in the same database. */
    TarnClients as(ServerProcess server, String token, int clients) throws IOException {
        return new TarnClients(server, token, database, clients);
    }

    /** An append table without partitions. */
    void createTable(String table) throws IOException {
        createTable(table, "");
    }

    /** @param partitionKeys the columns in quotes, with commas between them */
    void createTable(String table, String partitionKeys) throws IOException {
        done(send(
                0,
                request(
                        "POST",
                        "/" + database + "/tables",
                        "{\"identifier\":{\"database\":\"" + database + "\",\"object\":\"" + table + "\"},\"schema\":{"
                                + FIELDS + "[" + partitionKeys + "],\"options\":{},\"comment\":\"\"}}")));
    }

    /** @param what follows the table's name in the path; may be empty */
    byte[] ofTable(String method, String table, String what, String body) {
        return request(method, "/" + database + "/tables/" + table + what, body);
    }

    /** The first page of the tables' names. */
    byte[] tables() {
        return request("GET", "/" + database + "/tables", "");
    }

    /** What each client asks first. */
    byte[] configuration() {
        return HttpConnection.request("GET", "/v1/config?warehouse=" + ServerProcess.CATALOG, headers, "");
    }

    private byte[] request(String method, String path, String body) {
        return HttpConnection.request(method, "/v1/" + ServerProcess.CATALOG + "/databases" + path, headers, body);
    }

    Answer send(int client, byte[] request) throws IOException {
        return connections.get(client).send(request);
    }

    static Answer done(Answer answer) {
        if (answer.status() != 200) {
            throw new IllegalStateException("answered " + answer.status() + ": " + answer.body());
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        for (HttpConnection connection : connections) {
            connection.close();
        }
    }
}
