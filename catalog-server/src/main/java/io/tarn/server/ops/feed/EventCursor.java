package io.tarn.server.ops.feed;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;

/** How far somebody has been told: the number of an event, the same on every server. */
public final class EventCursor {
    private static final int DIGITS = 18;

    private EventCursor() {}

    /** @throws TarnException INVALID_REQUEST for a text that is no cursor */
    public static long parse(String text) {
        if (text.isEmpty() || text.length() > DIGITS || !text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "'" + Names.printable(text) + "' is no cursor of an earlier answer");
        }
        return Long.parseLong(text);
    }
}
