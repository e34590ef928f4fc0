package io.tarn.server.model;

import io.tarn.auth.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as a client commits it: the few members that arbitration needs, and its JSON exactly as it came. Clients of
 * other versions know members that this server does not, so the text is never rebuilt from the members.
 *
 * @param uuid set by clients since 2.0
 * @param json the snapshot's own JSON text
 * @param counts what it says of its rows, for who is told of it
 */
public record Snapshot(
        long id,
        @Nullable String uuid,
        long schemaId,
        String commitUser,
        long commitIdentifier,
        String commitKind,
        String baseManifestList,
        String deltaManifestList,
        @Nullable String changelogManifestList,
        String json,
        Counts counts) {
    /**
     * What a snapshot says of its rows; null where it says nothing.
     *
     * @param watermark in the unit of the table's own event time, milliseconds as a rule
     * @param timeMillis when its writer made it, in epoch milliseconds
     */
    public record Counts(
            @Nullable Long totalRecords,
            @Nullable Long deltaRecords,
            @Nullable Long watermark,
            @Nullable Long timeMillis) {
        public static final Counts UNKNOWN = new Counts(null, null, null, null);
    }

    /**
     * What makes two commits the same one: a replayed request carries the very same values, and no other commit of the
     * branch does, because manifest lists have unique names.
     *
     * @return 32 bytes
     */
    public byte[] identity() {
        MessageDigest digest = Sha256.begin();
        add(digest, uuid);
        add(digest, commitUser);
        add(digest, Long.toString(commitIdentifier));
        add(digest, commitKind);
        add(digest, baseManifestList);
        add(digest, deltaManifestList);
        add(digest, changelogManifestList);
        return digest.digest();
    }

    /** The same snapshot in the text of its file: the one that was read may have been written anew. */
    public Snapshot asWritten(String text) {
        return new Snapshot(
                id,
                uuid,
                schemaId,
                commitUser,
                commitIdentifier,
                commitKind,
                baseManifestList,
                deltaManifestList,
                changelogManifestList,
                text,
                counts);
    }

    /** The uuid as a branch's row holds it. */
    public String uuidOrEmpty() {
        return uuid == null ? "" : uuid;
    }

    /** Lengths keep neighbouring values apart. */
    private static void add(MessageDigest digest, @Nullable String value) {
        byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        digest.update((value == null ? "-" : Integer.toString(bytes.length)).getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) ':');
        digest.update(bytes);
    }
}
