package io.tarn.proto;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What clients that were built before depend on, one line for each thing: by what identifies it, what must stay. */
final class WireForm {
    private static final String RESERVED = "reserved";

    private final Map<String, String> lines = new TreeMap<>();

    static Map<String, String> of(Collection<FileDescriptor> files) {
        WireForm form = new WireForm();
        for (FileDescriptor file : files) {
            file.getMessageTypes().forEach(form::message);
            file.getEnumTypes().forEach(form::enumeration);
            file.getServices().forEach(form::service);
        }
        return form.lines;
    }

    /** Whether the number or name behind a line that is gone may never come back, because it is reserved. */
    static boolean isReserved(Map<String, String> now, String key) {
        return RESERVED.equals(now.get(key));
    }

    private void message(Descriptor message) {
        if (message.getOptions().getMapEntry()) {
            return;
        }
        message.getFields()
                .forEach(
                        field -> lines.put("message " + message.getFullName() + " " + field.getNumber(), field(field)));
        for (DescriptorProto.ReservedRange range : message.toProto().getReservedRangeList()) {
            for (int number = range.getStart(); number < range.getEnd(); number++) {
                lines.put("message " + message.getFullName() + " " + number, RESERVED);
            }
        }
        message.getNestedTypes().forEach(this::message);
        message.getEnumTypes().forEach(this::enumeration);
    }

    private static String field(FieldDescriptor field) {
        String oneof = field.getRealContainingOneof() == null
                ? ""
                : " in " + field.getRealContainingOneof().getName();
        String label = field.isMapField()
                ? "map "
                : field.isRepeated() ? "repeated " : field.toProto().getProto3Optional() ? "optional " : "";
        return field.getName() + " " + label + type(field) + oneof;
    }

    private static String type(FieldDescriptor field) {
        if (field.isMapField()) {
            return type(field.getMessageType().findFieldByNumber(1)) + " to "
                    + type(field.getMessageType().findFieldByNumber(2));
        }
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default -> field.getType().name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private void enumeration(EnumDescriptor type) {
        type.getValues()
                .forEach(value -> lines.put("enum " + type.getFullName() + " " + value.getNumber(), value.getName()));
        for (EnumDescriptorProto.EnumReservedRange range : type.toProto().getReservedRangeList()) {
            for (int number = range.getStart(); number <= range.getEnd(); number++) {
                lines.put("enum " + type.getFullName() + " " + number, RESERVED);
            }
        }
    }

    private void service(ServiceDescriptor service) {
        service.getMethods()
                .forEach(method -> lines.put(
                        "rpc " + service.getFullName() + "/" + method.getName(),
                        (method.isClientStreaming() ? "stream " : "")
                                + method.getInputType().getFullName()
                                + " returns "
                                + (method.isServerStreaming() ? "stream " : "")
                                + method.getOutputType().getFullName()
                                + repetition(method.getOptions().getIdempotencyLevel())));
    }

    /** Clients that were built before go on repeating blindly what was said to be repeatable. */
    private static String repetition(IdempotencyLevel level) {
        return level == IdempotencyLevel.IDEMPOTENCY_UNKNOWN ? "" : " " + level;
    }
}
