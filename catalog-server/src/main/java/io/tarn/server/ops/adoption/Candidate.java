package io.tarn.server.ops.adoption;

import io.tarn.server.model.Location;
import io.tarn.server.model.TableName;

/** A table of another catalog, and where it lies. */
record Candidate(TableName name, Location location) {
    Imported is(Imported.Outcome outcome, String text) {
        return new Imported(name.database(), name.table(), outcome, text);
    }
}
