package io.tarn.server.doctor;

/**
 * What a check came to.
 *
 * @param what was looked at
 * @param seen there
 * @param advice what to do about it; empty when it is as it must be
 */
public record Finding(String what, Grade grade, String seen, String advice) {
    /** How bad it is. */
    public enum Grade {
        OK,
        /** It works, and somebody should know of it. */
        WARNING,
        /** The server does not start with it, or something that was acknowledged can be lost. */
        WRONG
    }

    public static Finding ok(String what, String seen) {
        return new Finding(what, Grade.OK, seen, "");
    }

    public static Finding warning(String what, String seen, String advice) {
        return new Finding(what, Grade.WARNING, seen, advice);
    }

    public static Finding wrong(String what, String seen, String advice) {
        return new Finding(what, Grade.WRONG, seen, advice);
    }
}
