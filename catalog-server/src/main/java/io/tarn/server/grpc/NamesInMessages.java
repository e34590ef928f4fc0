package io.tarn.server.grpc;

import io.tarn.proto.v1.Audit;
import io.tarn.proto.v1.ObjectName;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import org.jspecify.annotations.Nullable;

/** Names of objects in messages. */
final class NamesInMessages {
    private NamesInMessages() {}

    /** @throws TarnException INVALID_NAME */
    static TableName table(io.tarn.proto.v1.TableName name) {
        TableName parsed = TableName.parse(name.getDatabase(), name.getTable());
        if (name.getBranch().isEmpty()) {
            return parsed;
        }
        if (!parsed.branch().equals(TableName.MAIN)) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "The table's name has a branch beside the member 'branch'");
        }
        return new TableName(parsed.database(), parsed.table(), Names.check("branch", name.getBranch()));
    }

    static io.tarn.proto.v1.TableName of(TableName name) {
        return io.tarn.proto.v1.TableName.newBuilder()
                .setDatabase(name.database())
                .setTable(name.table())
                .setBranch(name.branch().equals(TableName.MAIN) ? "" : name.branch())
                .build();
    }

    static QualifiedName object(ObjectName name) {
        return new QualifiedName(name.getDatabase(), name.getName());
    }

    static ObjectName of(QualifiedName name) {
        return ObjectName.newBuilder()
                .setDatabase(name.database())
                .setName(name.object())
                .build();
    }

    static Audit of(io.tarn.server.model.Audit audit) {
        return Audit.newBuilder()
                .setOwner(audit.owner())
                .setCreatedAtMillis(audit.createdAt())
                .setCreatedBy(audit.createdBy())
                .setUpdatedAtMillis(audit.updatedAt())
                .setUpdatedBy(audit.updatedBy())
                .build();
    }

    static TarnException missing(String member) {
        return TarnException.of(ErrorCode.INVALID_REQUEST, "'" + member + "' is missing");
    }

    static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
