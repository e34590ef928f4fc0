package io.tarn.auth.ranger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.auth.Decision.Verdict;
import io.tarn.auth.Operation;
import io.tarn.auth.outside.RangerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where Ranger Admin is, and whether it is the right one. */
class AddressTest extends RangerTestCase {
    @TempDir
    Path certificates;

    @Test
    void overTlsTheNamedCertificateVouchesForIt() throws Exception {
        TestCertificate right = TestCertificate.make(certificates, "right");
        secure(right);
        authorizer = open(at(List.of(admin.url()), right.pem()));
        awaitAble();
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void whoeverElseAnswersOverTlsDecidesNothing() throws Exception {
        secure(TestCertificate.make(certificates, "right"));
        for (Path trusted : new @Nullable Path[] {
            null, TestCertificate.make(certificates, "another").pem()
        }) {
            authorizer = open(at(List.of(admin.url()), trusted));
            await().until(() -> authorizer.health().lastError().contains("certification path"));
            assertThat(authorizer.health().able()).isFalse();
            authorizer.close();
        }
        assertThat(admin.requests()).isEmpty();
    }

    @Test
    void anotherAddressIsTriedWhenOneDoesNotAnswer() throws IOException {
        admin.put(orders());
        authorizer = open(at(List.of("http://127.0.0.1:" + unused(), admin.url()), null));
        awaitAble();
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        admin.put(orders());
        awaitVersion(admin.policyVersion());
        assertThat(authorizer.health().lastError()).isEmpty();
    }

    private void secure(TestCertificate certificate) {
        admin.close();
        admin = TestRangerAdmin.secure(certificate.server());
        admin.put(orders());
    }

    private static RangerPolicyJson orders() {
        return RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "orders")
                .allow("user:alice", "select");
    }

    private static int unused() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private RangerSettings at(List<String> urls, @Nullable Path trusted) {
        RangerSettings usual = settings();
        return new RangerSettings(
                urls,
                usual.service(),
                usual.model(),
                usual.catalog(),
                usual.user(),
                usual.password(),
                null,
                trusted,
                usual.pollInterval(),
                usual.connectTimeout(),
                usual.readTimeout(),
                usual.maxStale(),
                usual.cache(),
                usual.servicePrefix(),
                usual.audit());
    }
}
