package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.unboundid.util.ssl.cert.ManageCertificates;
import io.tarn.server.TestServer;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    @Test
    void bothPortsSpeakTlsAndTakeANewCertificateWithoutAStop() throws Exception {
        writePem("server", store("first", "server"));
        Config.Tls tls =
                new Config.Tls(pem("server.crt"), pem("server.key"), "", "", Config.ClientCertificates.NONE, "");
        try (TestServer server = TestServer.secure(folder.resolve("data"), tls, "")) {
            assertThat(get(client("first", null), server.port(), "/v1/config?warehouse=main", server.rootToken()))
                    .isEqualTo(200);
            assertThat(get(client("first", null), server.monitorPort(), "/health/ready", null))
                    .isEqualTo(200);
            writePem("server", store("second", "server"));
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> get(client("second", null), server.port(), "/openapi/paimon.yaml", null) == 200);
            HttpClient old = client("first", null);
            assertThatThrownBy(() -> get(old, server.port(), "/openapi/paimon.yaml", null))
                    .isInstanceOf(SSLException.class);
            // What cannot be used changes nothing.
            Files.writeString(folder.resolve("server.key"), "no key");
            assertThat(get(client("second", null), server.port(), "/openapi/paimon.yaml", null))
                    .isEqualTo(200);
        }
    }

    @Test
    void aClientCertificateIsAPrincipalUnlessSomethingElseIsPresented() throws Exception {
        store("server", "server");
        writePem("robot", store("robot", "robot"));
        Config.Tls tls = new Config.Tls(
                "",
                "",
                folder.resolve("server.p12").toString(),
                "changeit",
                Config.ClientCertificates.WANTED,
                pem("robot.crt"));
        try (TestServer server = TestServer.secure(folder.resolve("data"), tls, "certificates: {name-attribute: CN}")) {
            String own = "/manage/v1/principals/service:robot/tokens";
            assertThat(get(client("server", "robot"), server.port(), own, null)).isEqualTo(200);
            assertThat(get(client("server", null), server.port(), own, null)).isEqualTo(401);
            assertThat(get(client("server", "robot"), server.port(), own, "tarn_wrong"))
                    .isEqualTo(401);
            store("stranger", "robot");
            HttpClient stranger = client("server", "stranger");
            assertThatThrownBy(() -> get(stranger, server.port(), own, null)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aKeyOfAnotherCertificateAndAMissingFileAreRefusedAtTheStart() throws Exception {
        writePem("one", store("one", "one"));
        writePem("two", store("two", "two"));
        assertRefused(pem("one.crt"), pem("two.key")).hasMessageContaining("two.key is not the one of");
        assertRefused(pem("one.crt"), pem("none.key")).hasMessageContaining("none.key");
        assertRefused(pem("one.crt"), "").hasMessageContaining("http.tls");
        assertRefused(pem("one.key"), pem("one.key")).hasMessageContaining("http.tls");
        assertRefused(pem("one.crt"), pem("one.crt")).hasMessageContaining("PKCS#8");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String certificate, String key) {
        Config.Tls tls = new Config.Tls(certificate, key, "", "", Config.ClientCertificates.NONE, "");
        return assertThatThrownBy(
                        () -> TestServer.secure(folder.resolve("data"), tls, "").close())
                .isInstanceOf(ConfigException.class);
    }

    private String pem(String name) {
        return folder.resolve(name).toString();
    }

    private KeyStore store(String file, String subject) throws IOException, GeneralSecurityException {
        Path path = folder.resolve(file + ".p12");
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
                "CN=" + subject + ",O=Example",
                "--subject-alternative-name-ip-address",
                "127.0.0.1");
        return read(file);
    }

    private KeyStore read(String file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(file + ".p12"))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private void writePem(String name, KeyStore store) throws IOException, GeneralSecurityException {
        write(name + ".crt", "CERTIFICATE", store.getCertificate("it").getEncoded());
        write(name + ".key", "PRIVATE KEY", store.getKey("it", PASSWORD).getEncoded());
    }

    private void write(String file, String what, byte[] encoded) throws IOException {
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN " + what + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + what
                        + "-----\n");
    }

    /** A client that trusts one certificate, and presents another one if it is given. */
    private HttpClient client(String trusted, @Nullable String own) throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("it", (X509Certificate) read(trusted).getCertificate("it"));
        TrustManagerFactory trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusts.init(trust);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own == null ? null : read(own), own == null ? null : PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
    }

    private static int get(HttpClient client, int port, String path, @Nullable String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
        for (String value : token == null ? List.<String>of() : List.of("Bearer " + token)) {
            request.header("Authorization", value);
        }
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        return answer.statusCode();
    }
}
