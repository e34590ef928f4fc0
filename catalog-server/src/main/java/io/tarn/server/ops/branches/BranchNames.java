package io.tarn.server.ops.branches;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;

/** What a new branch may be called: Paimon's clients take a number for something else, and main is there already. */
final class BranchNames {
    private BranchNames() {}

    /** @throws TarnException INVALID_NAME */
    static void check(String name) {
        Names.check("branch", name);
        if (name.equals(TableName.MAIN)) {
            throw refused(name, "is the name of the table's own branch");
        }
        if (name.chars().allMatch(Character::isDigit)) {
            throw refused(name, "consists of digits only");
        }
    }

    private static TarnException refused(String name, String why) {
        return TarnException.about(ErrorCode.INVALID_NAME, name, "The branch name '" + name + "' " + why);
    }
}
