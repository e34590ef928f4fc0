package io.tarn.server.iceberg;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Sha256;
import io.tarn.auth.policy.IcebergPolicy;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.model.Location;
import io.tarn.server.ops.iceberg.LoadTable;
import io.tarn.server.ops.iceberg.TableDocument;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers that hold a table's document. */
final class TableAnswers {
    /** Clients look for it spelled so. */
    private static final String TAG = "ETag";

    private static final int TAG_BYTES = 12;

    static final Opening NOTHING = new Opening(Way.NOTHING, Map.of());

    private enum Way {
        NOTHING,
        CREDENTIALS,
        SIGNING
    }

    /**
     * What opens a table's files.
     *
     * @param config empty when nothing does
     */
    record Opening(Way way, Map<String, String> config) {
        private boolean delegated() {
            return way != Way.NOTHING;
        }
    }

    private TableAnswers() {}

    static Opening credentials(Map<String, String> config) {
        return new Opening(Way.CREDENTIALS, config);
    }

    static Opening signing(Map<String, String> config) {
        return new Opening(Way.SIGNING, config);
    }

    /**
     * A {@code LoadTableResult}; the document goes out as it is stored. The tag goes by what goes with it, too: who has a table
     * with older credentials is sent it again, and so is one for whom other rows are hidden now.
     */
    static void answer(Request request, LoadTable.Loaded table, boolean refsOnly, Opening opening) {
        Location metadata = table.metadata();
        ObjectNode restrictions = restrictions(table.seen());
        boolean own = opening.delegated() || table.seen() != null;
        if (metadata != null) {
            String with = (opening.config().isEmpty() ? "" : opening.config().toString())
                    + (restrictions == null ? "" : Json.text(restrictions));
            String tag = tag(metadata, refsOnly, with);
            request.tell(TAG, tag);
            if (own && isAmong(request, tag)) {
                request.answerNotModified();
                return;
            }
        }
        ObjectNode answer = Json.object();
        if (metadata != null) {
            answer.put("metadata-location", metadata.toString());
        }
        opening.config().forEach(answer.putObject("config")::put);
        if (restrictions != null) {
            answer.set("read-restrictions", restrictions);
        }
        switch (opening.way()) {
            case CREDENTIALS -> Credentials.put(answer, table.document().location(), opening.config());
            case SIGNING -> Signing.put(answer);
            case NOTHING -> {}
        }
        TableDocument document = table.document();
        byte[] bytes = Json.with("metadata", refsOnly ? document.jsonOfRefs() : document.json(), answer);
        if (own) {
            // It is for this caller alone.
            request.answerOnce(bytes);
        } else {
            request.answer(bytes);
        }
    }

    /** Null when the client has nothing to keep to. */
    private static @Nullable ObjectNode restrictions(@Nullable IcebergPolicy seen) {
        if (seen == null || seen.unrestricted()) {
            return null;
        }
        ObjectNode restrictions = Json.object();
        Object filter = seen.filter();
        if (filter != null) {
            restrictions.set("required-row-filter", Json.tree(filter));
        }
        if (!seen.projections().isEmpty()) {
            restrictions.set(
                    "required-column-projections",
                    Json.list(
                            seen.projections(),
                            projection -> Json.object()
                                    .put("action", projection.action())
                                    .put("field-id", projection.fieldId())));
        }
        return restrictions;
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
        byte[] hash = Sha256.of((refsOnly ? "refs " : "all ") + metadata + " " + with);
        return "\"" + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + "\"";
    }
}
