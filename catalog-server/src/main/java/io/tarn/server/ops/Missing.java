package io.tarn.server.ops;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;

/** The "not found" and "exists" errors that several operations raise, each worded once. */
public final class Missing {
    private Missing() {}

    public static TarnException database(String name) {
        String shown = Names.shown(name);
        return TarnException.about(ErrorCode.DATABASE_NOT_FOUND, shown, "Database " + shown + " does not exist");
    }

    public static TarnException table(TableName name) {
        return TarnException.about(ErrorCode.TABLE_NOT_FOUND, name.object(), "Table " + name + " does not exist");
    }

    public static TarnException tableId(String id) {
        String printable = Names.printable(id);
        return TarnException.about(ErrorCode.TABLE_NOT_FOUND, printable, "There is no table with the id " + printable);
    }

    public static TarnException snapshot(TableName table, String version) {
        return TarnException.about(
                ErrorCode.SNAPSHOT_NOT_FOUND, version, "Table " + table + " has no snapshot " + version);
    }

    public static TarnException branch(String name) {
        String shown = Names.shown(name);
        return TarnException.about(ErrorCode.BRANCH_NOT_FOUND, shown, "Branch " + shown + " does not exist");
    }

    public static TarnException branchExists(String name) {
        return TarnException.about(ErrorCode.BRANCH_EXISTS, name, "Branch " + name + " exists already");
    }

    public static TarnException tag(String name) {
        String shown = Names.shown(name);
        return TarnException.about(ErrorCode.TAG_NOT_FOUND, shown, "Tag " + shown + " does not exist");
    }

    public static TarnException tagExists(String name) {
        return TarnException.about(ErrorCode.TAG_EXISTS, name, "Tag " + name + " exists already");
    }

    public static TarnException view(QualifiedName name) {
        return missing(ErrorCode.VIEW_NOT_FOUND, "View", name);
    }

    public static TarnException viewExists(QualifiedName name) {
        return TarnException.about(ErrorCode.VIEW_EXISTS, name.object(), "A view or table " + name + " exists already");
    }

    public static TarnException function(QualifiedName name) {
        return missing(ErrorCode.FUNCTION_NOT_FOUND, "Function", name);
    }

    public static TarnException functionExists(QualifiedName name) {
        return TarnException.about(ErrorCode.FUNCTION_EXISTS, name.object(), "Function " + name + " exists already");
    }

    /**
     * A name that no database can have is the name of none: engines look for a database under the name of every system
     * table that they do not find.
     *
     * @throws TarnException DATABASE_NOT_FOUND
     */
    public static void unlessDatabase(String name) {
        if (!Names.mayBeGiven(name)) {
            throw database(name);
        }
    }

    /**
     * A name that no view can have is the name of none: engines look for a view under every name that is no table's, and
     * take any other answer than "not found" for a failure.
     *
     * @throws TarnException VIEW_NOT_FOUND; INVALID_NAME for the database
     */
    public static void unlessView(QualifiedName name) {
        Names.check("database", name.database());
        if (!Names.mayBeGiven(name.object())) {
            throw view(name);
        }
    }

    /**
     * As {@link #unlessView}: engines look for a function under the name of every column.
     *
     * @throws TarnException FUNCTION_NOT_FOUND; INVALID_NAME for the database
     */
    public static void unlessFunction(QualifiedName name) {
        Names.check("database", name.database());
        if (!Routine.mayBeCalled(name.object())) {
            throw function(name);
        }
    }

    private static TarnException missing(ErrorCode code, String kind, QualifiedName name) {
        String shown = Names.shown(name.object());
        return TarnException.about(code, shown, kind + " " + name.database() + "." + shown + " does not exist");
    }

    public static TarnException tableExists(TableName name) {
        return TarnException.about(ErrorCode.TABLE_EXISTS, name.object(), "Table " + name + " exists already");
    }
}
