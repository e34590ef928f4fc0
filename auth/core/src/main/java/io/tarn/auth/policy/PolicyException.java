package io.tarn.auth.policy;

/** A policy that cannot be kept as it was written. The message is for whoever wrote it. */
public final class PolicyException extends RuntimeException {
    private static final int NOWHERE = -1;

    private final int position;

    PolicyException(String message) {
        this(message, NOWHERE);
    }

    /** @param offset of the character that is wrong, from 0; negative when the policy is no text or the place is not known */
    PolicyException(String message, int offset) {
        // Anybody who may write a policy can cause one as often as they like: no stack trace.
        super(offset < 0 ? message : message + " (position " + (offset + 1) + ")", null, false, false);
        this.position = offset < 0 ? NOWHERE : offset + 1;
    }

    /** The character that is wrong, from 1; -1 when the policy is no text or the place is not known. */
    public int position() {
        return position;
    }
}
