package io.tarn.client;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.tarn.proto.v1.AccessProto;
import io.tarn.proto.v1.AuditProto;
import io.tarn.proto.v1.BranchProto;
import io.tarn.proto.v1.CatalogProto;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which calls are repeated when the server was busy or the connection broke: those that only read, and those of which the
 * interface says that a repetition does no harm, a commit among them. All others fail, for nobody knows what came of them.
 */
final class Repetition {
    private static final double ATTEMPTS = 5;

    private Repetition() {}

    /** In the words of gRPC's service config. */
    static Map<String, Object> settings() {
        return Map.of("methodConfig", List.of(Map.of("name", names(), "retryPolicy", policy())));
    }

    private static Map<String, Object> policy() {
        return Map.of(
                "maxAttempts",
                ATTEMPTS,
                "initialBackoff",
                "0.2s",
                "maxBackoff",
                "5s",
                "backoffMultiplier",
                2.0,
                "retryableStatusCodes",
                List.of("UNAVAILABLE"));
    }

    private static List<Map<String, String>> names() {
        return Stream.of(
                        AccessProto.getDescriptor(),
                        AuditProto.getDescriptor(),
                        BranchProto.getDescriptor(),
                        CatalogProto.getDescriptor(),
                        DatabaseProto.getDescriptor(),
                        FeedProto.getDescriptor(),
                        FunctionProto.getDescriptor(),
                        PartitionProto.getDescriptor(),
                        PolicyProto.getDescriptor(),
                        SnapshotProto.getDescriptor(),
                        TableHealthProto.getDescriptor(),
                        TableProto.getDescriptor(),
                        TagProto.getDescriptor(),
                        ViewProto.getDescriptor())
                .map(FileDescriptor::getServices)
                .flatMap(List::stream)
                .flatMap(service -> service.getMethods().stream())
                .filter(Repetition::doesNoHarm)
                .map(method -> Map.of("service", method.getService().getFullName(), "method", method.getName()))
                .toList();
    }

    private static boolean doesNoHarm(MethodDescriptor method) {
        // Whoever watches goes on after what came, and not from the beginning.
        return !method.isServerStreaming()
                && method.getOptions().getIdempotencyLevel() != IdempotencyLevel.IDEMPOTENCY_UNKNOWN;
    }
}
