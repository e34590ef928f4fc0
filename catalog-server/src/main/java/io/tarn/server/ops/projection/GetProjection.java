package io.tarn.server.ops.projection;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.RelationRows.Detail;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/** Tells whether Iceberg's readers may read a table, and why not. */
public final class GetProjection {
    private final Access access;
    private final ProjectTable project;

    public GetProjection(Access access, ProjectTable project) {
        this.access = access;
        this.project = project;
    }

    /** @param verdicts for each version of the format that a reader may take */
    public record Result(UUID id, Map<Format, ProjectTable.Verdict> verdicts) {
        public Result {
            verdicts = Map.copyOf(verdicts);
        }
    }

    /** @throws TarnException TABLE_NOT_FOUND; NOT_SUPPORTED for another branch than main */
    public Result run(Caller caller, Catalogs.Entry catalog, TableName name) {
        Detail detail = access.detail(caller, Operation.GET_TABLE_PROJECTION, catalog, name)
                .orElseThrow(() -> Missing.table(name));
        if (!name.branch().equals(TableName.MAIN)) {
            throw TarnException.of(ErrorCode.NOT_SUPPORTED, "Only the main branch of a table is an Iceberg table");
        }
        Map<Format, ProjectTable.Verdict> verdicts = new EnumMap<>(Format.class);
        for (Format format : Format.values()) {
            verdicts.put(format, project.judge(catalog, detail, format));
        }
        return new Result(detail.head().relation().id(), verdicts);
    }
}
