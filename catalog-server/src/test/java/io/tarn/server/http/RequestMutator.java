package io.tarn.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes a bad request, or an odd one, out of a valid one. */
final class RequestMutator {
    private static final List<String> SEGMENTS = List.of(
            "",
            ".",
            "..",
            "%2e%2e",
            "%2F",
            "..%2F..%2Fetc",
            "%5C",
            "%00",
            "%0A",
            "%0d%0aX:y",
            "a%C3%28",
            "%c0%af",
            "%ed%a0%80",
            "%F0%9F%98%80",
            "+",
            "a+",
            "%20",
            ";x=y",
            "a;b=%2e",
            "%",
            "%zz",
            "%2",
            "*",
            "%25",
            "%2525",
            "t$branch_",
            "$branch_b",
            "t$branch_main",
            "t$branch_none",
            "t%24snapshots",
            "t$branch_a$branch_b",
            "sys",
            "main",
            "null",
            "undefined",
            "-1",
            "0",
            "9999999999999999999",
            "1e3",
            "LATEST",
            "EARLIEST",
            "latest",
            "x".repeat(256),
            "y".repeat(3_000),
            "%E2%80%AE",
            "'",
            "%22",
            "%3Cscript%3E",
            "a%7Cb",
            "T",
            "W",
            "%F0%9F%98",
            "gone",
            "00000000-0000-0000-0000-000000000000");

    private static final List<String> QUERIES = List.of(
            "maxResults=abc",
            "maxResults=-1",
            "maxResults=0",
            "maxResults=",
            "maxResults=99999999999",
            "maxResults=1.5",
            "maxResults=%00",
            "maxResults=1&maxResults=x",
            "maxResults=2147483647",
            "pageToken=",
            "pageToken=%00",
            "pageToken=%F0%9F%98%80",
            "pageToken=%ff",
            "pageToken=%ED%A0%80",
            "pageToken=-1",
            "pageToken=99999999999999999999",
            "pageToken=" + "x".repeat(3_000),
            "pageToken=..%2F",
            "pageToken=.",
            "pageToken=a.",
            "pageToken=.a",
            "pageToken=a%00.b",
            "tableNamePattern=%25",
            "tableNamePattern=a%25b",
            "tableNamePattern=%5C",
            "tableNamePattern=_%25",
            "tableNamePattern=%5C%25%25",
            "viewNamePattern=%25a",
            "functionNamePattern=%5C%5C%25",
            "databaseNamePattern=%00%25",
            "databaseNamePattern=%ff%25",
            "databaseNamePattern=%F4%8F%BF%BF%25",
            "partitionNamePattern=dt=%25",
            "partitionNamePattern=%25dt",
            "tagNamePrefix=%00",
            "tagNamePrefix=%25",
            "tableType=",
            "tableType=view",
            "tableType=explode",
            "tableType=%00",
            "warehouse=",
            "warehouse=%2525",
            "warehouse=%",
            "warehouse=%00",
            "x=y",
            "=",
            "&&&",
            "%zz=1",
            "a=%",
            "maxResults",
            "tableNamePattern=" + "z".repeat(2_000) + "%25");

    private static final List<String> METHODS =
            List.of("GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "HEAD", "CONNECT", "get", "EXPLODE");

    private static final List<String> CONTENT_TYPES = List.of(
            "text/plain; charset=UTF-8",
            "text/plain; charset=UTF-16",
            "application/json; charset=nonsense",
            "",
            "x",
            "*/*",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "application/xml");

    private final RandomGenerator random;
    private final int largest;

    /** @param largest bytes of the largest body that is accepted */
    RequestMutator(RandomGenerator random, int largest) {
        this.random = random;
        this.largest = largest;
    }

    RawHttp.Request mutate(String method, String path, String body) {
        List<String> headers = new ArrayList<>(List.of("Content-Type: application/json"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        int kind = random.nextInt(100);
        if (kind < 55 && !body.isEmpty()) {
            return RawHttp.Request.of(
                    method, path, headers, new JsonMutator(random).mutate(body).getBytes(StandardCharsets.UTF_8));
        }
        if (kind < 67 && !body.isEmpty()) {
            return RawHttp.Request.of(method, path, headers, damage(bytes));
        }
        if (kind < 82) {
            return RawHttp.Request.of(method, segment(path), headers, bytes);
        }
        if (kind < 92) {
            return RawHttp.Request.of(method, path.split("\\?", 2)[0] + "?" + query(), headers, bytes);
        }
        if (kind < 96) {
            return RawHttp.Request.of(pick(METHODS), path, headers, bytes);
        }
        return RawHttp.Request.of(method, path, contentType(), bytes);
    }

    private List<String> contentType() {
        return random.nextInt(4) == 0
                ? List.of()
                : List.of(
                        "Content-Type: " + pick(CONTENT_TYPES),
                        "Accept: " + pick(CONTENT_TYPES),
                        "X-Odd: " + "o".repeat(500));
    }

    private String query() {
        return random.nextBoolean() ? pick(QUERIES) : pick(QUERIES) + "&" + pick(QUERIES);
    }

    private String segment(String path) {
        String[] parts = path.split("\\?", 2);
        String[] segments = parts[0].split("/", -1);
        int index = 1 + random.nextInt(segments.length - 1);
        segments[index] = random.nextInt(4) == 0 ? segments[index] + pick(SEGMENTS) : pick(SEGMENTS);
        return String.join("/", segments) + (parts.length > 1 ? "?" + parts[1] : "");
    }

    /** Below the level of JSON. */
    private byte[] damage(byte[] body) {
        int at = random.nextInt(body.length);
        return switch (random.nextInt(9)) {
            case 0 -> Arrays.copyOf(body, at);
            case 1 -> inserted(body, at, new byte[] {(byte) 0xff});
            case 2 -> inserted(body, at, new byte[] {(byte) 0xc3, 0x28});
            case 3 -> inserted(body, at, new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
            case 4 -> inserted(body, at, new byte[] {0});
            case 5 -> inserted(body, body.length, " {}".getBytes(StandardCharsets.US_ASCII));
            case 6 -> inserted(body, 0, new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});
            case 7 -> new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16);
            // Rarely, for each one is as large as a body can be.
            default -> random.nextInt(4) == 0 ? new byte[largest + 1 + random.nextInt(3 * largest)] : new byte[0];
        };
    }

    private static byte[] inserted(byte[] body, int at, byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(body, 0, at);
        out.writeBytes(bytes);
        out.write(body, at, body.length - at);
        return out.toByteArray();
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
