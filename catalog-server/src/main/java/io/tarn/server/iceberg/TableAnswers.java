package io.tarn.server.iceberg;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.model.Location;
import io.tarn.server.ops.iceberg.LoadTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Answers that hold a table's document. */
final class TableAnswers {
    /** Clients look for it spelled so. */
    private static final String TAG = "ETag";

    private static final int TAG_BYTES = 12;

    private TableAnswers() {}

    /** A {@code LoadTableResult}; the document goes out as it is stored. */
    static void answer(Request request, LoadTable.Loaded table, boolean refsOnly) {
        Location metadata = table.metadata();
        ObjectNode answer = Json.object();
        if (metadata != null) {
            answer.put("metadata-location", metadata.toString());
            request.tell(TAG, tag(metadata, refsOnly));
        }
        answer.putRawValue(
                "metadata",
                new RawValue(
                        refsOnly
                                ? table.document().jsonOfRefs()
                                : table.document().json()));
        answer.putObject("config");
        request.answer(answer);
    }

    static void answerKnown(Request request, Location metadata, boolean refsOnly) {
        request.tell(TAG, tag(metadata, refsOnly));
        request.answerNotModified();
    }

    /** Whether the client has the answer about this file already. */
    static boolean isKnown(Request request, Location metadata, boolean refsOnly) {
        String known = request.header("If-None-Match");
        return known != null && Arrays.asList(known.split("\\s*,\\s*", -1)).contains(tag(metadata, refsOnly));
    }

    /** What an answer depends on: the file, which never changes, and how much of it was asked for. */
    private static String tag(Location metadata, boolean refsOnly) {
        byte[] hash = sha256((refsOnly ? "refs " : "all ") + metadata);
        return "\"" + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + "\"";
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
