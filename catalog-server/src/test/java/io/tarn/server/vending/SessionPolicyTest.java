package io.tarn.server.vending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.model.TableLocations;
import io.tarn.server.model.TarnException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionPolicyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Location ORDERS = Location.parse("s3://lake/w/sales.db/orders");

    @Test
    void aReaderReadsAndListsItsDirectoryAndNothingElse() throws Exception {
        assertThat(JSON.readTree(SessionPolicy.s3(new TableScope(ORDERS, false, true), "aws")))
                .isEqualTo(JSON.readTree("""
                        {"Version": "2012-10-17", "Statement": [
                          {"Effect": "Allow", "Action": "s3:GetObject",
                           "Resource": "arn:aws:s3:::lake/w/sales.db/orders/*"},
                          {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::lake",
                           "Condition": {"StringLike": {"s3:prefix": "w/sales.db/orders/*"}}}]}"""));
    }

    @Test
    void aWriterPutsNeitherSnapshotsNorSchemas() throws Exception {
        assertThat(JSON.readTree(SessionPolicy.s3(new TableScope(ORDERS, true, true), "aws-cn")))
                .isEqualTo(JSON.readTree("""
                        {"Version": "2012-10-17", "Statement": [
                          {"Effect": "Allow",
                           "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
                           "Resource": "arn:aws-cn:s3:::lake/w/sales.db/orders/*"},
                          {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws-cn:s3:::lake",
                           "Condition": {"StringLike": {"s3:prefix": "w/sales.db/orders/*"}}},
                          {"Effect": "Deny", "Action": "s3:PutObject", "Resource": [
                            "arn:aws-cn:s3:::lake/w/sales.db/orders/snapshot/snapshot-*",
                            "arn:aws-cn:s3:::lake/w/sales.db/orders/branch/*/snapshot/snapshot-*",
                            "arn:aws-cn:s3:::lake/w/sales.db/orders/schema/*",
                            "arn:aws-cn:s3:::lake/w/sales.db/orders/branch/*/schema/*"]}]}"""));
    }

    @Test
    void alibabaIsToldTheSameInItsOwnWords() throws Exception {
        Location orders = Location.parse("oss://lake/w/sales.db/orders");
        assertThat(JSON.readTree(SessionPolicy.oss(new TableScope(orders, true, true))))
                .isEqualTo(JSON.readTree("""
                        {"Version": "1", "Statement": [
                          {"Effect": "Allow",
                           "Action": ["oss:GetObject", "oss:PutObject", "oss:DeleteObject", "oss:AbortMultipartUpload"],
                           "Resource": "acs:oss:*:*:lake/w/sales.db/orders/*"},
                          {"Effect": "Allow", "Action": "oss:ListObjects", "Resource": "acs:oss:*:*:lake",
                           "Condition": {"StringLike": {"oss:Prefix": "w/sales.db/orders/*"}}},
                          {"Effect": "Deny", "Action": "oss:PutObject", "Resource": [
                            "acs:oss:*:*:lake/w/sales.db/orders/snapshot/snapshot-*",
                            "acs:oss:*:*:lake/w/sales.db/orders/branch/*/snapshot/snapshot-*",
                            "acs:oss:*:*:lake/w/sales.db/orders/schema/*",
                            "acs:oss:*:*:lake/w/sales.db/orders/branch/*/schema/*"]}]}"""));
        assertThat(JSON.readTree(SessionPolicy.oss(new TableScope(orders, false, true))))
                .isEqualTo(JSON.readTree("""
                        {"Version": "1", "Statement": [
                          {"Effect": "Allow", "Action": "oss:GetObject", "Resource": "acs:oss:*:*:lake/w/sales.db/orders/*"},
                          {"Effect": "Allow", "Action": "oss:ListObjects", "Resource": "acs:oss:*:*:lake",
                           "Condition": {"StringLike": {"oss:Prefix": "w/sales.db/orders/*"}}}]}"""));
    }

    @Test
    void aWriterOfATableWithoutHistoryMayWriteAnyFileOfIt() throws Exception {
        assertThat(JSON.readTree(SessionPolicy.s3(new TableScope(ORDERS, true, false), "aws"))
                        .get("Statement"))
                .hasSize(2);
    }

    /** No such place gets past the names and locations of the catalog; if one did, it would get no policy. */
    @ParameterizedTest
    @ValueSource(strings = {"*", "?", "$", "${aws:username}", "{", "\\"})
    void whatMeansSomethingInAPolicyIsInNoDirectory(String odd) {
        assertThatThrownBy(() -> Location.parse("s3://lake/w/sales.db/a" + odd + "b"))
                .isInstanceOf(TarnException.class);
        Location made = TableLocations.unique(
                new Catalog(Ids.next(), "lake", Location.parse("s3://lake/w"), Layout.UNIQUE),
                "sales",
                "a" + odd + "b",
                Ids.next());
        assertThat(made.toString()).doesNotContain(odd);
    }

    @Test
    void aClosingBraceGetsNoPolicy() {
        Location odd = Location.parse("s3://lake/w/a}b");
        assertThatThrownBy(() -> SessionPolicy.s3(new TableScope(odd, false, true), "aws"))
                .hasMessageContaining("'}'")
                .extracting(e -> ((TarnException) e).code())
                .isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void aWholeBucketGetsNoPolicy() {
        assertThatThrownBy(() -> SessionPolicy.s3(new TableScope(Location.parse("s3://lake"), false, true), "aws"))
                .hasMessageContaining("whole bucket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "größe", "订单", "a[b]", "a b", "a:b", "😀", "a+b&c=d,e@f"})
    void everyOtherLetterStandsForItselfAndIsSentAsAscii(String name) throws Exception {
        String policy = SessionPolicy.s3(new TableScope(Location.parse("s3://lake/w/" + name), true, true), "aws");
        assertThat(policy).matches("[\\x20-\\x7E]*");
        List<String> places = texts(JSON.readTree(policy).get("Statement"));
        assertThat(places).contains("arn:aws:s3:::lake/w/" + name + "/*", "w/" + name + "/*");
    }

    @Test
    void everyPathEndsWithTheSlashOfTheDirectory() throws Exception {
        String policy = SessionPolicy.s3(new TableScope(ORDERS, true, true), "aws");
        assertThat(texts(JSON.readTree(policy).get("Statement")))
                .filteredOn(text -> text.contains("orders"))
                .hasSize(6)
                .allMatch(text -> text.contains("w/sales.db/orders/"));
    }

    @Test
    void aLongDirectoryGetsAShorterPolicyThatStillKeepsSnapshots() throws Exception {
        Location deep = Location.parse("s3://lake/" + "d".repeat(300) + "/orders");
        String policy = SessionPolicy.s3(new TableScope(deep, true, true), "aws");
        assertThat(policy.length()).isLessThanOrEqualTo(SessionPolicy.LONGEST);
        assertThat(texts(JSON.readTree(policy).get("Statement")))
                .contains("arn:aws:s3:::lake/*/snapshot/snapshot-*", "arn:aws:s3:::lake/*/schema/*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema", "snapshot/snapshot-x"})
    void aLongDirectoryInWhichTheShorterOneWouldMeanMoreIsRefused(String step) {
        Location deep = Location.parse("s3://lake/" + step + "/" + "d".repeat(300) + "/orders");
        assertThatThrownBy(() -> SessionPolicy.s3(new TableScope(deep, true, true), "aws"))
                .hasMessageContaining("too long");
        assertThat(SessionPolicy.s3(new TableScope(deep, false, true), "aws")).isNotEmpty();
    }

    @Test
    void aDirectoryTooLongForAnyPolicyIsRefused() {
        Location endless = Location.parse("s3://lake/" + "订".repeat(300));
        assertThatThrownBy(() -> SessionPolicy.s3(new TableScope(endless, false, true), "aws"))
                .hasMessageContaining("too long")
                .extracting(e -> ((TarnException) e).code())
                .isEqualTo(ErrorCode.INTERNAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user:alice", "service:größe/../x y", "user:", "role:a b\n", "user:订单@example.org"})
    void aSessionIsNamedAfterItsPrincipal(String label) {
        assertThat(SessionName.of(label)).matches("[\\w+=,.@-]{2,64}").startsWith(label.replaceAll(":.*(?s).*", "="));
    }

    @Test
    void aLongNameOfASessionIsCut() {
        assertThat(SessionName.of("user:alice")).isEqualTo("user=alice");
        assertThat(SessionName.of("user:" + "a".repeat(255))).hasSize(64);
        assertThat(SessionName.of("")).isEqualTo("__");
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        node.forEach(child -> texts.addAll(texts(child)));
        return texts;
    }
}
