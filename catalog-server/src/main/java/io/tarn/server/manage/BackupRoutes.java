package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.ops.backup.BackUpStore;
import java.util.List;

/** Copies of the embedded database. */
public final class BackupRoutes implements RouteGroup {
    private final BackUpStore backup;

    public BackupRoutes(BackUpStore backup) {
        this.backup = backup;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post(ManageSurface.BASE + "/backups", Operation.BACK_UP_STORE, this::make));
    }

    private void make(Request request) {
        BackUpStore.Made made = backup.run(request.caller(), request.body().text("name"));
        ObjectNode answer = Json.object();
        answer.put("file", made.file().toString());
        answer.put("bytes", made.bytes());
        answer.put("atMillis", made.atMillis());
        request.answer(answer);
    }
}
