package io.tarn.server.grpc;

import io.tarn.proto.v1.RemoveOption;
import io.tarn.proto.v1.SetOption;
import io.tarn.proto.v1.UpdateComment;
import io.tarn.server.model.Alteration;

/** The changes that views and functions share. */
final class Alterations {
    private Alterations() {}

    static Alteration of(SetOption change) {
        return new Alteration.SetOption(change.getKey(), change.getValue());
    }

    static Alteration of(RemoveOption change) {
        return new Alteration.RemoveOption(change.getKey());
    }

    static Alteration of(UpdateComment change) {
        return new Alteration.UpdateComment(change.hasComment() ? change.getComment() : null);
    }
}
