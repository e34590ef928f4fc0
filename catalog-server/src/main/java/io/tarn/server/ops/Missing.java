package io.tarn.server.ops;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;

/** The "not found" and "exists" errors that several operations raise, each worded once. */
final class Missing {
    private Missing() {}

    static TarnException database(String name) {
        return TarnException.about(ErrorCode.DATABASE_NOT_FOUND, name, "Database " + name + " does not exist");
    }

    static TarnException table(TableName name) {
        return TarnException.about(ErrorCode.TABLE_NOT_FOUND, name.object(), "Table " + name + " does not exist");
    }

    static TarnException snapshot(TableName table, String version) {
        return TarnException.about(
                ErrorCode.SNAPSHOT_NOT_FOUND, version, "Table " + table + " has no snapshot " + version);
    }

    static TarnException tableExists(TableName name) {
        return TarnException.about(ErrorCode.TABLE_EXISTS, name.object(), "Table " + name + " exists already");
    }
}
