package io.tarn.server.vending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RpcSignatureTest {
    /** The example of the services' own documentation. */
    @Test
    void theDocumentedExampleHasItsDocumentedSignature() {
        Map<String, String> parameters = Map.of(
                "Timestamp", "2016-02-23T12:46:24Z",
                "Format", "XML",
                "AccessKeyId", "testid",
                "Action", "DescribeRegions",
                "SignatureMethod", "HMAC-SHA1",
                "SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
                "Version", "2014-05-26",
                "SignatureVersion", "1.0");
        assertThat(RpcSignature.of("GET", new TreeMap<>(parameters), "testsecret"))
                .isEqualTo("OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
    }

    @Test
    void whatFormsWriteOtherwiseIsWrittenAsSignaturesWantIt() {
        assertThat(RpcSignature.form(Map.of("a b", "*~+/ü"))).isEqualTo("a%20b=%2A~%2B%2F%C3%BC");
    }
}
