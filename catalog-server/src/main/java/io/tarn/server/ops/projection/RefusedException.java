package io.tarn.server.ops.projection;

/** A state of a table that cannot be shown exactly was met on the way. */
public final class RefusedException extends RuntimeException {
    private final Refusal refusal;

    /** @param reason a sentence without its full stop */
    public RefusedException(Refusal refusal, String reason) {
        super(reason);
        this.refusal = refusal;
    }

    public Projection.Refused asRefused() {
        return new Projection.Refused(refusal, String.valueOf(getMessage()), refusal.remedy());
    }
}
