package io.tarn.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RichStatusTest {
    /** What clients over HTTP are told is the same as what clients over gRPC are told. */
    @ParameterizedTest
    @EnumSource
    void everyErrorMeansTheSameOverBothProtocols(ErrorCode code) {
        Set<Code> expected = switch (code.status()) {
            case 400, 422 -> Set.of(Code.INVALID_ARGUMENT);
            case 401 -> Set.of(Code.UNAUTHENTICATED);
            case 403 -> Set.of(Code.PERMISSION_DENIED);
            case 404 -> Set.of(code == ErrorCode.ROUTE_NOT_FOUND ? Code.UNIMPLEMENTED : Code.NOT_FOUND);
            case 405, 406, 501 -> Set.of(Code.UNIMPLEMENTED);
            case 409 -> Set.of(conflict(code));
            case 410 -> Set.of(Code.OUT_OF_RANGE);
            case 413, 429 -> Set.of(Code.RESOURCE_EXHAUSTED);
            case 500 -> Set.of(code == ErrorCode.CHANGE_REFUSED ? Code.FAILED_PRECONDITION : Code.INTERNAL);
            case 503 -> Set.of(Code.UNAVAILABLE);
            default -> throw new AssertionError("nobody thought of " + code.status());
        };
        assertThat(expected).contains(RichStatus.code(code));
    }

    private static Code conflict(ErrorCode code) {
        return switch (code) {
            case HISTORY_CONFLICT, COMMIT_CONFLICT -> Code.ABORTED;
            case LAST_ADMIN, DATABASE_NOT_EMPTY -> Code.FAILED_PRECONDITION;
            default -> {
                assertThat(code.name()).endsWith("_EXISTS");
                yield Code.ALREADY_EXISTS;
            }
        };
    }

    @Test
    void anErrorNamesItsCodeTheRequestAndTheThing() throws InvalidProtocolBufferException {
        Status status =
                RichStatus.of(TarnException.about(ErrorCode.TABLE_NOT_FOUND, "a.b", "There is no table a.b"), "r1");
        assertThat(status.getMessage()).isEqualTo("There is no table a.b");
        ErrorInfo info = status.getDetails(0).unpack(ErrorInfo.class);
        assertThat(info.getDomain()).isEqualTo("tarn");
        assertThat(info.getReason()).isEqualTo("TABLE_NOT_FOUND");
        assertThat(info.getMetadataMap())
                .containsOnlyKeys("requestId", "resource")
                .containsEntry("requestId", "r1");
        assertThat(status.getDetailsCount()).isEqualTo(1);
    }

    @Test
    void whoMayTryAgainIsToldWhen() throws InvalidProtocolBufferException {
        Status busy = RichStatus.of(TarnException.of(ErrorCode.UNAVAILABLE, "busy"), "r1");
        assertThat(busy.getDetails(1).unpack(RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(1);
        Status throttled =
                RichStatus.of(TarnException.of(ErrorCode.TOO_MANY_ATTEMPTS, "too often"), "r1", Duration.ofSeconds(16));
        assertThat(throttled
                        .getDetails(1)
                        .unpack(RetryInfo.class)
                        .getRetryDelay()
                        .getSeconds())
                .isEqualTo(16);
    }

    /** A cause is for the log: it may name classes, addresses and statements. */
    @Test
    void noErrorTellsItsCause() {
        TarnException error = TarnException.causedBy(
                ErrorCode.INTERNAL, "The server failed", new IllegalStateException("jdbc:secret"));
        assertThat(RichStatus.of(error, "r1").toString()).doesNotContain("jdbc", "IllegalState");
    }
}
