package io.tarn.server.iceberglib.projection;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.RowDelta;

/** What one commit of a build changes. */
final class Step {
    private final List<DataFile> goneData = new ArrayList<>();
    private final List<DeleteFile> goneDeletes = new ArrayList<>();
    private final List<DataFile> data = new ArrayList<>();
    private final List<DeleteFile> deletes = new ArrayList<>();

    List<DataFile> goneData() {
        return goneData;
    }

    List<DeleteFile> goneDeletes() {
        return goneDeletes;
    }

    List<DataFile> data() {
        return data;
    }

    List<DeleteFile> deletes() {
        return deletes;
    }

    boolean empty() {
        return goneData.isEmpty() && goneDeletes.isEmpty() && data.isEmpty() && deletes.isEmpty();
    }

    void apply(RowDelta delta) {
        goneData.forEach(delta::removeRows);
        goneDeletes.forEach(delta::removeDeletes);
        data.forEach(delta::addRows);
        deletes.forEach(delta::addDeletes);
    }
}
