package io.tarn.plugin.hive;

import io.tarn.plugin.Metastore;
import io.tarn.plugin.MetastoreException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hive.metastore.api.Database;
import org.apache.hadoop.hive.metastore.api.GetTablesRequest;
import org.apache.hadoop.hive.metastore.api.ThriftHiveMetastore;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;

/** Hive's metastore over plain Thrift. Only reads. */
final class HiveMetastore implements Metastore {
    private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(10).toMillis();

    /** A metastore may take long to list a database of many tables. */
    private static final int ANSWER_MILLIS = (int) Duration.ofMinutes(1).toMillis();

    /** How many tables are asked for at once: a metastore sends each with all its columns. */
    private static final int TABLES = 300;

    /** What Paimon's catalog keeps of a database for itself. */
    private static final String PAIMON_LOCATION = "paimon_location";

    private final String address;
    private final TTransport transport;
    private final ThriftHiveMetastore.Iface client;

    private HiveMetastore(String address, TTransport transport) {
        this.address = address;
        this.transport = transport;
        this.client = new ThriftHiveMetastore.Client(new TBinaryProtocol(transport));
    }

    private interface Question<T> {
        T ask(ThriftHiveMetastore.Iface client) throws TException;
    }

    /** @throws MetastoreException when none of them answers */
    static HiveMetastore connect(MetastoreAddresses addresses) {
        List<String> failures = new ArrayList<>();
        Exception last = null;
        for (URI server : addresses.servers()) {
            TSocket socket = new TSocket(server.getHost(), server.getPort(), ANSWER_MILLIS, CONNECT_MILLIS);
            try {
                socket.open();
                HiveMetastore metastore = new HiveMetastore(server.toString(), socket);
                // Whoever wants Kerberos takes the connection and hangs up at the first question.
                metastore.databases();
                return metastore;
            } catch (TTransportException | MetastoreException e) {
                socket.close();
                failures.add(e instanceof MetastoreException ? e.getMessage() : server + ": " + e.getMessage());
                last = e;
            }
        }
        throw new MetastoreException(
                "no metastore answers (one that asks for Kerberos or TLS does not, as neither is there): "
                        + String.join("; ", failures),
                last == null ? new IllegalStateException("no address") : last);
    }

    private <T> T ask(Question<T> question) {
        try {
            return question.ask(client);
        } catch (TException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new MetastoreException(address + ": " + why, e);
        }
    }

    @Override
    public List<String> databases() {
        return ask(ThriftHiveMetastore.Iface::get_all_databases).stream()
                .sorted()
                .toList();
    }

    @Override
    public Map<String, String> properties(String database) {
        Database found = ask(asked -> asked.get_database(database));
        Map<String, String> properties = new HashMap<>();
        if (found.getParameters() != null) {
            properties.putAll(found.getParameters());
        }
        properties.remove(PAIMON_LOCATION);
        if (found.getDescription() != null && !found.getDescription().isBlank()) {
            properties.put("comment", found.getDescription());
        }
        return properties;
    }

    @Override
    public List<Table> tables(String database) {
        List<String> names =
                ask(asked -> asked.get_all_tables(database)).stream().sorted().toList();
        List<Table> tables = new ArrayList<>();
        for (int from = 0; from < names.size(); from += TABLES) {
            GetTablesRequest request = new GetTablesRequest(database);
            request.setTblNames(names.subList(from, Math.min(from + TABLES, names.size())));
            ask(asked -> asked.get_table_objects_by_name_req(request)).getTables().stream()
                    .map(HiveTables::of)
                    .forEach(tables::add);
        }
        return tables.stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }

    @Override
    public void close() {
        transport.close();
    }
}
