package io.tarn.server.ops;

import io.tarn.server.model.Alteration;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.tables.TableOptions;
import java.util.List;

/** What holds for the text of every view and function. */
public final class DefinitionRules {
    private DefinitionRules() {}

    public static void checkLength(String what, long length) {
        if (length > Limits.DEFINITION_LENGTH) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "The " + what + " would be longer than " + Limits.DEFINITION_LENGTH
                            + " characters, all its dialects together");
        }
    }

    /** The server says some options itself; as for tables, nobody sets them. */
    public static void checkOptions(List<Alteration> changes) {
        for (Alteration change : changes) {
            if (change instanceof Alteration.SetOption set && TableOptions.AUDIT.contains(set.key())) {
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST,
                        "Option '" + set.key() + "' is kept by the server and cannot be set");
            }
        }
    }
}
