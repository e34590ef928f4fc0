package io.tarn.server.store.jdbc;

import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.Statistics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A list of changes of partitions as compressed bytes. The first byte is the version of the form. */
final class DeltaBody {
    private static final int VERSION = 1;

    private DeltaBody() {}

    static byte[] write(List<PartitionDelta> deltas) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(VERSION);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeInt(deltas.size());
            for (PartitionDelta delta : deltas) {
                byte[] name = delta.name().getBytes(StandardCharsets.UTF_8);
                out.writeShort(name.length);
                out.write(name);
                out.writeLong(delta.sizes().recordCount());
                out.writeLong(delta.sizes().fileSizeInBytes());
                out.writeLong(delta.sizes().fileCount());
                out.writeLong(delta.sizes().lastFileCreationTime());
                out.writeInt(delta.totalBuckets());
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
        return bytes.toByteArray();
    }

    static List<PartitionDelta> read(byte[] body) {
        if (body[0] != VERSION) {
            throw new IllegalStateException("changes of partitions in form " + body[0] + " are of a newer server");
        }
        try (DataInputStream in =
                new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(body, 1, body.length - 1)))) {
            int size = in.readInt();
            List<PartitionDelta> deltas = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                String name = new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
                Statistics sizes = new Statistics(in.readLong(), in.readLong(), in.readLong(), in.readLong());
                deltas.add(new PartitionDelta(name, sizes, in.readInt()));
            }
            return deltas;
        } catch (IOException e) {
            throw new IllegalStateException("stored changes of partitions cannot be read", e);
        }
    }
}
