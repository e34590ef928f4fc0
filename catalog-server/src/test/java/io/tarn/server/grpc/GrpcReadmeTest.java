package io.tarn.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.tarn.server.http.ServedMethods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's commands, in its order: what grpcurl would send is sent, and answered. */
class GrpcReadmeTest extends GrpcTest {
    private static final Pattern COMMAND = Pattern.compile("(?s)-d '([^']*)' \\\\?\\s*\\$TARN_GRPC (tarn\\.v1\\.\\S+)");

    private record Command(String json, String method) {}

    @Test
    void everyCommandIsAnswered() throws IOException {
        List<Command> commands = new ArrayList<>();
        Matcher matcher = COMMAND.matcher(Files.readString(Path.of("../README.md")));
        while (matcher.find()) {
            commands.add(new Command(matcher.group(1), matcher.group(2)));
        }
        assertThat(commands).hasSizeGreaterThan(5);
        for (Command command : commands) {
            assertThat(send(command)).as(command.toString()).isNotNull();
        }
    }

    private Message send(Command command) throws IOException {
        MethodDescriptor method = ServedMethods.all()
                .filter(found -> found.getFullMethodName().equals(command.method()))
                .map(found -> ((ProtoMethodDescriptorSupplier) found.getSchemaDescriptor()).getMethodDescriptor())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no method " + command.method()));
        DynamicMessage.Builder request = DynamicMessage.newBuilder(method.getInputType());
        JsonFormat.parser().merge(command.json(), request);
        Metadata metadata = new Metadata();
        metadata.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + server.rootToken());
        return ClientCalls.blockingUnaryCall(
                ClientInterceptors.intercept(api.channel(), MetadataUtils.newAttachHeadersInterceptor(metadata)),
                io.grpc.MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
                        .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(command.method())
                        .setRequestMarshaller(
                                ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
                        .setResponseMarshaller(
                                ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
                        .build(),
                CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                request.build());
    }
}
