package io.tarn.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.util.ssl.cert.ManageCertificates;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.tarn.proto.v1.CatalogServiceGrpc;
import io.tarn.proto.v1.ListCatalogsRequest;
import io.tarn.server.TestServer;
import io.tarn.server.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpcTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    @Test
    void clientsTrustTheServersCertificateAndAreKnownByTheirOwn() throws Exception {
        KeyStore keys = store("server");
        KeyStore robot = store("robot");
        Config.Tls tls = new Config.Tls(
                "",
                "",
                folder.resolve("server.p12").toString(),
                "changeit",
                Config.ClientCertificates.WANTED,
                pem(robot).toString());
        try (TestServer server = TestServer.secure(folder.resolve("data"), tls, "certificates: {name-attribute: CN}");
                GrpcApi nobody = GrpcApi.of(channel(server, keys, null), null);
                GrpcApi known = GrpcApi.of(channel(server, keys, robot), null);
                GrpcApi deceived = GrpcApi.of(channel(server, robot, null), server.rootToken());
                GrpcApi plain = GrpcApi.connect(server.grpcPort(), server.rootToken())) {
            assertThat(list(nobody.withToken(server.rootToken()))).isEqualTo(Code.OK);
            assertThat(list(nobody)).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(list(known)).as("known, and may nothing yet").isEqualTo(Code.PERMISSION_DENIED);
            assertThat(list(known.withToken("wrong"))).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(list(deceived)).isEqualTo(Code.UNAVAILABLE);
            assertThat(list(plain)).isEqualTo(Code.UNAVAILABLE);
        }
    }

    private static Code list(GrpcApi api) {
        try {
            var unused = api.stub(CatalogServiceGrpc::newBlockingStub)
                    .listCatalogs(ListCatalogsRequest.getDefaultInstance());
            return Code.OK;
        } catch (io.grpc.StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    /** A client that trusts one certificate, and presents another one if it is given. */
    private static ManagedChannel channel(TestServer server, KeyStore trusted, @Nullable KeyStore own)
            throws IOException, GeneralSecurityException {
        SslContextBuilder context =
                GrpcSslContexts.forClient().trustManager((X509Certificate) trusted.getCertificate("it"));
        if (own != null) {
            context.keyManager((PrivateKey) own.getKey("it", PASSWORD), (X509Certificate) own.getCertificate("it"));
        }
        return NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort())
                .sslContext(context.build())
                .build();
    }

    private KeyStore store(String name) throws IOException, GeneralSecurityException {
        Path path = folder.resolve(name + ".p12");
        ManageCertificates.main(
                null,
                OutputStream.nullOutputStream(),
                System.err,
                "generate-self-signed-certificate",
                "--keystore",
                path.toString(),
                "--keystore-type",
                "PKCS12",
                "--keystore-password",
                "changeit",
                "--alias",
                "it",
                "--subject-dn",
                "CN=" + name + ",O=Example",
                "--subject-alternative-name-ip-address",
                "127.0.0.1");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(path)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private Path pem(KeyStore store) throws IOException, GeneralSecurityException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(store.getCertificate("it").getEncoded());
        return Files.writeString(
                folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
    }
}
