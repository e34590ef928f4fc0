package io.tarn.cli;

import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import io.tarn.client.EventIterator;
import io.tarn.client.TarnClient;
import io.tarn.client.TarnClient.Security;
import io.tarn.client.manage.ManagementClient;
import io.tarn.proto.v1.CatalogServiceGrpc;
import io.tarn.proto.v1.GetCatalogRequest;
import io.tarn.proto.v1.WatchRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The server; each of its doors is opened when it is needed first. */
final class Connection implements AutoCloseable {
    private final Settings settings;
    private @Nullable TarnClient client;
    private @Nullable ManagementClient management;
    private @Nullable String catalog;

    Connection(Settings settings) {
        this.settings = settings;
    }

    Settings settings() {
        return settings;
    }

    /** A service of the gRPC interface. */
    <S extends AbstractStub<S>> S service(Function<Channel, S> service) {
        return client().service(service);
    }

    /** The same, for what takes long. */
    <S extends AbstractStub<S>> S service(Function<Channel, S> service, Duration within) {
        return client().service(service, within);
    }

    /** What is changed, for as long as it is open. */
    EventIterator watch(WatchRequest request) {
        return client().watch(request);
    }

    private TarnClient client() {
        TarnClient open = client;
        if (open == null) {
            open = connect();
            client = open;
        }
        return open;
    }

    private TarnClient connect() {
        String token = settings.token();
        URI address = settings.grpc();
        Path authorities = settings.caFile();
        boolean tls = address.getScheme().equals("grpcs");
        if (!tls || authorities == null) {
            return TarnClient.connect(
                    address.getHost(), address.getPort(), tls ? Security.TLS : Security.PLAIN, () -> token);
        }
        try {
            return TarnClient.connect(address.getHost(), address.getPort(), authorities, () -> token);
        } catch (IOException e) {
            throw unreadable(authorities, e);
        }
    }

    ManagementClient management() {
        ManagementClient open = management;
        if (open == null) {
            String token = settings.token();
            open = connect(token);
            management = open;
        }
        return open;
    }

    private ManagementClient connect(String token) {
        Path authorities = settings.caFile();
        if (authorities == null) {
            return ManagementClient.connect(settings.http(), () -> token);
        }
        try {
            return ManagementClient.connect(settings.http(), authorities, () -> token);
        } catch (IOException e) {
            throw unreadable(authorities, e);
        }
    }

    private static UsageException unreadable(Path authorities, IOException e) {
        return new UsageException("The certificates in " + authorities + " cannot be read: " + e.getMessage(), e);
    }

    /** The name of the catalog that is meant. */
    String catalog() {
        String name = catalog;
        if (name == null) {
            name = settings.catalog();
            if (name.isEmpty()) {
                name = service(CatalogServiceGrpc::newBlockingStub)
                        .getCatalog(GetCatalogRequest.getDefaultInstance())
                        .getName();
            }
            catalog = name;
        }
        return name;
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
