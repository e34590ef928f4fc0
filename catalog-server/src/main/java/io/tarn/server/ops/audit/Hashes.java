package io.tarn.server.ops.audit;

import io.tarn.auth.Sha256;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.store.AuditSeals.Link;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/**
 * What is hashed, and in which form. Every text goes in with its length, so that no two contents look the same. Whatever
 * changes here breaks every chain that exists: a new form needs a new version beside the old one.
 */
final class Hashes {
    private static final int VERSION = 1;

    private Hashes() {}

    private interface Content {
        void write(DataOutputStream to) throws IOException;
    }

    static String entry(UUID chain, AuditEntry entry) {
        return hash(to -> {
            to.writeInt(VERSION);
            id(to, entry.id());
            id(to, chain);
            text(to, entry.principal());
            text(to, entry.through());
            text(to, entry.source());
            text(to, entry.request());
            text(to, entry.operation());
            text(to, entry.object().kind());
            id(to, entry.object().id());
            text(to, entry.object().path());
            text(to, entry.decision());
            text(to, entry.reason());
            to.writeLong(entry.times());
            to.writeInt(entry.details().size());
            for (Map.Entry<String, String> detail : entry.details().entrySet()) {
                text(to, detail.getKey());
                text(to, detail.getValue());
            }
        });
    }

    static String seal(
            String before, UUID chain, long seq, UUID entry, String entryHash, UUID sealedBy, long sealedAt) {
        return hash(to -> {
            to.writeInt(VERSION);
            text(to, before);
            id(to, chain);
            to.writeLong(seq);
            id(to, entry);
            text(to, entryHash);
            id(to, sealedBy);
            to.writeLong(sealedAt);
        });
    }

    static String anchor(long seq, long madeAt, long keptFrom, String heads, String prev) {
        return hash(to -> {
            to.writeInt(VERSION);
            to.writeLong(seq);
            to.writeLong(madeAt);
            to.writeLong(keptFrom);
            text(to, heads);
            text(to, prev);
        });
    }

    /** What is signed when the beginning of a chain goes. */
    static String base(UUID chain, Link base) {
        return hash(to -> {
            to.writeInt(VERSION);
            id(to, chain);
            to.writeLong(base.seq());
            text(to, base.hash());
        });
    }

    private static void id(DataOutputStream to, UUID id) throws IOException {
        to.writeLong(id.getMostSignificantBits());
        to.writeLong(id.getLeastSignificantBits());
    }

    private static void text(DataOutputStream to, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    private static String hash(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream to = new DataOutputStream(bytes)) {
            content.write(to);
            return HexFormat.of().formatHex(Sha256.of(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written", e);
        }
    }
}
