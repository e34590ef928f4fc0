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
import java.util.Map;

/** Answers that hold a table's document. */
final class TableAnswers {
    /** Clients look for it spelled so. */
    private static final String TAG = "ETag";

    private static final int TAG_BYTES = 12;

    private TableAnswers() {}

    /** A {@code LoadTableResult}; the document goes out as it is stored. */
    static void answer(Request request, LoadTable.Loaded table, boolean refsOnly) {
        Location metadata = table.metadata();
        if (metadata != null) {
            request.tell(TAG, tag(metadata, refsOnly, ""));
        }
        request.answer(json(table, refsOnly));
    }

    /**
     * The same with credentials, by which the tag goes, too: who has a table with older ones is sent it again.
     *
     * @param config what opens the table's files; empty when nothing does
     */
    static void answerDelegated(Request request, LoadTable.Loaded table, boolean refsOnly, Map<String, String> config) {
        Location metadata = table.metadata();
        String tag = metadata == null ? "" : tag(metadata, refsOnly, config.toString());
        if (metadata != null) {
            request.tell(TAG, tag);
        }
        if (isAmong(request, tag)) {
            request.answerNotModified();
            return;
        }
        ObjectNode answer = json(table, refsOnly);
        config.forEach(answer.putObject("config")::put);
        Credentials.put(answer, table.document().location(), config);
        request.answerOnce(answer);
    }

    private static ObjectNode json(LoadTable.Loaded table, boolean refsOnly) {
        Location metadata = table.metadata();
        ObjectNode answer = Json.object();
        if (metadata != null) {
            answer.put("metadata-location", metadata.toString());
        }
        answer.putRawValue(
                "metadata",
                new RawValue(
                        refsOnly
                                ? table.document().jsonOfRefs()
                                : table.document().json()));
        answer.putObject("config");
        return answer;
    }

    static void answerKnown(Request request, Location metadata, boolean refsOnly) {
        request.tell(TAG, tag(metadata, refsOnly, ""));
        request.answerNotModified();
    }

    /** Whether the client has the answer about this file already. */
    static boolean isKnown(Request request, Location metadata, boolean refsOnly) {
        return isAmong(request, tag(metadata, refsOnly, ""));
    }

    private static boolean isAmong(Request request, String tag) {
        String known = request.header("If-None-Match");
        return known != null && Arrays.asList(known.split("\\s*,\\s*", -1)).contains(tag);
    }

    /** What an answer depends on: the file, which never changes, how much of it was asked for, and what goes with it. */
    private static String tag(Location metadata, boolean refsOnly, String with) {
        byte[] hash = sha256((refsOnly ? "refs " : "all ") + metadata + " " + with);
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
