package io.tarn.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.tarn.proto.v1.AccessProto;
import io.tarn.proto.v1.AuditProto;
import io.tarn.proto.v1.BranchProto;
import io.tarn.proto.v1.CatalogProto;
import io.tarn.proto.v1.CommonProto;
import io.tarn.proto.v1.DatabaseProto;
import io.tarn.proto.v1.FeedProto;
import io.tarn.proto.v1.FunctionProto;
import io.tarn.proto.v1.PartitionProto;
import io.tarn.proto.v1.PolicyProto;
import io.tarn.proto.v1.SnapshotProto;
import io.tarn.proto.v1.TableHealthProto;
import io.tarn.proto.v1.TableProto;
import io.tarn.proto.v1.TagProto;
import io.tarn.proto.v1.ViewProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Clients of every earlier version go on working: what {@code wire.lock} says once was served is still so. */
class WireFormTest {
    private static final Path PROTOS = Path.of("src/main/proto/tarn/v1");
    private static final Path LOCK = Path.of("wire.lock");

    private static final List<FileDescriptor> FILES = List.of(
            AccessProto.getDescriptor(),
            AuditProto.getDescriptor(),
            BranchProto.getDescriptor(),
            CatalogProto.getDescriptor(),
            CommonProto.getDescriptor(),
            DatabaseProto.getDescriptor(),
            FeedProto.getDescriptor(),
            FunctionProto.getDescriptor(),
            PartitionProto.getDescriptor(),
            PolicyProto.getDescriptor(),
            SnapshotProto.getDescriptor(),
            TableHealthProto.getDescriptor(),
            TableProto.getDescriptor(),
            TagProto.getDescriptor(),
            ViewProto.getDescriptor());

    @Test
    void everyFileIsLookedAt() throws IOException {
        try (Stream<Path> files = Files.list(PROTOS)) {
            assertThat(FILES)
                    .extracting(file -> file.getName())
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> "tarn/v1/" + file.getFileName()).toList());
        }
    }

    @Test
    void nothingThatWasServedChangesOrVanishes() throws IOException {
        assertThat(broken(read(), WireForm.of(FILES)))
                .as("clients that were built before would break: leave the number as it was, or reserve it")
                .isEmpty();
    }

    /** So that what is new is kept from now on; {@code -Dtarn.wire.update=true} writes it down. */
    @Test
    void everythingThatIsServedIsWrittenDown() throws IOException {
        Map<String, String> now = WireForm.of(FILES);
        if (Boolean.getBoolean("tarn.wire.update") && broken(read(), now).isEmpty()) {
            Files.writeString(
                    LOCK,
                    now.entrySet().stream()
                            .map(line -> line.getKey() + " = " + line.getValue() + "\n")
                            .collect(Collectors.joining()));
        }
        assertThat(read()).as("run this test with -Dtarn.wire.update=true").isEqualTo(now);
    }

    @Test
    void aNumberThatGetsAnotherTypeOrNameIsNoticed() throws DescriptorValidationException {
        Map<String, String> before = form(field("a", 1, FieldDescriptorProto.Type.TYPE_STRING));
        assertThat(broken(before, form(field("a", 1, FieldDescriptorProto.Type.TYPE_INT64))))
                .containsExactly("message t.M 1 = a string");
        assertThat(broken(before, form(field("b", 1, FieldDescriptorProto.Type.TYPE_STRING))))
                .containsExactly("message t.M 1 = a string");
    }

    @Test
    void aNumberMayOnlyVanishIntoReserved() throws DescriptorValidationException {
        Map<String, String> before = form(field("a", 1, FieldDescriptorProto.Type.TYPE_STRING));
        DescriptorProto.Builder gone = DescriptorProto.newBuilder().setName("M");
        assertThat(broken(before, form(gone))).containsExactly("message t.M 1 = a string");
        gone.addReservedRange(
                DescriptorProto.ReservedRange.newBuilder().setStart(1).setEnd(2));
        Map<String, String> reserved = form(gone);
        assertThat(broken(before, reserved)).isEmpty();
        assertThat(broken(reserved, before)).containsExactly("message t.M 1 = reserved");
    }

    private static DescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return DescriptorProto.newBuilder()
                .setName("M")
                .addField(FieldDescriptorProto.newBuilder()
                        .setName(name)
                        .setNumber(number)
                        .setType(type)
                        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL));
    }

    private static Map<String, String> form(DescriptorProto.Builder message) throws DescriptorValidationException {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("t.proto")
                .setPackage("t")
                .setSyntax("proto3")
                .addMessageType(message)
                .build();
        return WireForm.of(List.of(FileDescriptor.buildFrom(file, new FileDescriptor[0])));
    }

    private static List<String> broken(Map<String, String> before, Map<String, String> now) {
        List<String> broken = new ArrayList<>();
        before.forEach((key, what) -> {
            if (!what.equals(now.get(key)) && !WireForm.isReserved(now, key)) {
                broken.add(key + " = " + what);
            }
        });
        return broken;
    }

    private static Map<String, String> read() throws IOException {
        Map<String, String> lines = new TreeMap<>();
        if (Files.exists(LOCK)) {
            for (String line : Files.readAllLines(LOCK)) {
                String[] parts = line.split(" = ", 2);
                lines.put(parts[0], parts[1]);
            }
        }
        return lines;
    }
}
