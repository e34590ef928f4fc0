package io.tarn.server.vending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.TarnException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is signed for a table, and every way around it that we know. */
class TableRequestsTest {
    private static final Location TABLE = Location.parse("s3://lake/w/db.db/t-1");
    private static final URI STORE = URI.create("https://store.example:9000");

    private static boolean isWithin(String method, String uri, String body) {
        return TableRequests.refusal(TABLE, StoreRequest.parse(STORE, method, uri), body)
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /lake/w/db.db/t-1/data/a.parquet",
        "HEAD, /lake/w/db.db/t-1/metadata/00001-x.metadata.json",
        "GET, /lake/w/db.db/t-1/data/p%3D1/a%20b.parquet?x-id=GetObject",
        "GET, /lake?list-type=2&prefix=w/db.db/t-1/",
        "GET, /lake/?list-type=2&prefix=w%2Fdb.db%2Ft-1%2Fdata%2F&delimiter=%2F&max-keys=10&continuation-token=a%2B",
        "PUT, /lake/w/db.db/t-1/data/a.parquet",
        "PUT, /lake/w/db.db/t-1/data/a.parquet?partNumber=1&uploadId=u",
        "POST, /lake/w/db.db/t-1/data/a.parquet?uploads",
        "POST, /lake/w/db.db/t-1/data/a.parquet?uploadId=u",
        "DELETE, /lake/w/db.db/t-1/data/a.parquet",
        "DELETE, /lake/w/db.db/t-1/data/a.parquet?uploadId=u",
    })
    void whatIsWithinTheTable(String method, String path) {
        assertThat(isWithin(method, "https://store.example:9000" + path, null)).isTrue();
        if (path.startsWith("/lake/") || path.startsWith("/lake?")) {
            String below = path.substring("/lake".length());
            assertThat(isWithin(
                            method,
                            "https://lake.store.example:9000" + (below.startsWith("?") ? "/" + below : below),
                            null))
                    .as("with the bucket before the host")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /lake/w/db.db/t-2/data/a.parquet",
        "GET, /lake/w/db.db/t-1x",
        "GET, /lake/w/db.db/t-1",
        "GET, /lake/w/db.db/T-1/data/a.parquet",
        "GET, /other/w/db.db/t-1/data/a.parquet",
        "GET, /w/db.db/t-1/data/a.parquet",
        "GET, /lake",
        "GET, /lake?list-type=2",
        "GET, /lake?list-type=2&prefix=",
        "GET, /lake?list-type=2&prefix=w/db.db/t-1",
        "GET, /lake?list-type=2&prefix=w/db.db/t-1/../t-2/",
        "GET, /lake?list-type=2&prefix=w/db.db/",
        "GET, /lake?prefix=w/db.db/t-1/",
        "GET, /lake?list-type=2&prefix=w/db.db/t-1/&versions",
        "GET, /lake?versions&prefix=w/db.db/t-1/",
        "GET, /lake?policy",
        "GET, /",
        "GET, /lake/w/db.db/t-1/a?acl",
        "GET, /lake/w/db.db/t-1/a?versionId=1",
        "GET, /lake/w/db.db/t-1/a?response-content-type=text/html",
        "PUT, /lake/w/db.db/t-1/a?acl",
        "PUT, /lake/w/db.db/t-1/a?tagging",
        "PUT, /lake",
        "PUT, /lake?policy",
        "PUT, /lake/w/db.db/t-1/metadata/00002-x.metadata.json",
        "DELETE, /lake/w/db.db/t-1/metadata/00001-x.gz.metadata.json",
        "DELETE, /lake/w/db.db/t-1/a?versionId=1",
        "DELETE, /lake",
        "POST, /lake/w/db.db/t-1/a?restore",
        "POST, /lake/w/db.db/t-1/a?select&select-type=2",
        "POST, /lake?delete",
        "PATCH, /lake/w/db.db/t-1/a",
        "OPTIONS, /lake/w/db.db/t-1/a",
    })
    void whatIsNot(String method, String path) {
        assertThat(isWithin(method, "https://store.example:9000" + path, null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://store.example:9000/lake/w/db.db/t-1/../t-2/a",
                "https://store.example:9000/lake/w/db.db/t-1/%2E%2E/t-2/a",
                "https://store.example:9000/lake/w/db.db/t-1/..%2Ft-2/a",
                "https://store.example:9000/lake/w/db.db/t-1//a",
                "https://store.example:9000/lake/w/db.db/t-1/./a",
                "https://store.example:9000/lake/w/db.db/t-1/a%00b",
                "https://store.example:9000/lake/w/db.db/t-1/a%5Cb",
                "https://store.example:9000/lake/w/db.db/t-1/%ff",
                "https://store.example:9000/lake/w/db.db/t-1/ä",
                "https://store.example:9000/lake?list-type=2&prefix=w/db.db/t-1/&prefix=w/",
                "https://store.example:9000/lake?list-type=2&prefix=w/db.db/t-1/+",
                "https://store.example/lake/w/db.db/t-1/a",
                "http://store.example:9000/lake/w/db.db/t-1/a",
                "https://other.example:9000/lake/w/db.db/t-1/a",
                "https://lakestore.example:9000/lake/w/db.db/t-1/a",
                "https://store.example:9000@other.example/lake/w/db.db/t-1/a",
                "https://me@store.example:9000/lake/w/db.db/t-1/a",
                "https://store.example:9000/lake/w/db.db/t-1/a#b",
                "/lake/w/db.db/t-1/a",
                "file:/lake/w/db.db/t-1/a",
                "not a uri",
            })
    void whatCouldBeUnderstoodInTwoWaysIsNotUnderstood(String uri) {
        assertThatThrownBy(() -> isWithin("GET", uri, null))
                .isInstanceOfSatisfying(
                        TarnException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void aHostBeforeTheStoresIsTheBucketAndNothingElse() {
        assertThat(isWithin("GET", "https://other.store.example:9000/lake/w/db.db/t-1/a", null))
                .isFalse();
        assertThat(isWithin("GET", "https://lake.store.example:9000/lake/w/db.db/t-1/a", null))
                .isFalse();
    }

    @Test
    void aListOfKeysIsDeletedWhenEachIsOfTheTable() {
        String uri = "https://store.example:9000/lake?delete";
        String one = "<Object><Key>w/db.db/t-1/data/a</Key></Object>";
        assertThat(isWithin("POST", uri, deleting(one + "<Object><Key>w/db.db/t-1/data/b&amp;c</Key></Object>")))
                .isTrue();
        for (String other :
                new String[] {"w/db.db/t-2/data/a", "w/db.db/t-1", "w/db.db/t-1/metadata/00001-x.metadata.json", ""}) {
            String body = deleting(one + "<Object><Key>" + other + "</Key></Object>");
            if (other.isEmpty()) {
                assertThatThrownBy(() -> isWithin("POST", uri, body)).isInstanceOf(TarnException.class);
            } else {
                assertThat(isWithin("POST", uri, body)).as(other).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no xml",
                "<Delete></Delete>",
                "<Other><Object><Key>w/db.db/t-1/a</Key></Object></Other>",
                "<Delete><Object><Key>w/db.db/t-1/a</Key><VersionId>1</VersionId></Object></Delete>",
                "<Delete><Object><Key>w/db.db/t-1/../t-2/a</Key></Object></Delete>",
                "<!DOCTYPE d [<!ENTITY e \"w/db.db/t-2/a\">]><Delete><Object><Key>&e;</Key></Object></Delete>",
                "<Delete><Object><Key>w/db.db/t-1/<b/>a</Key></Object></Delete>",
                "<Delete><Object><Key>w/db.db/t-1/a</Key></Object>",
            })
    void aListThatCannotBeUnderstoodIsRefused(String body) {
        assertThatThrownBy(() -> isWithin("POST", "https://store.example:9000/lake?delete", body))
                .isInstanceOfSatisfying(
                        TarnException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private static String deleting(String objects) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                + objects + "<Quiet>true</Quiet></Delete>";
    }
}
