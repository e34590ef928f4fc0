package io.tarn.server.ops.changes;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.TarnException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a client has been told. Another server than the one that told it has other numbers: there the time counts.
 *
 * @param server the process that gave it out
 * @param number of the last change that was told, in the order in which that process learnt of them
 * @param millis up to when that process had looked, in epoch milliseconds
 */
public record Cursor(UUID server, long number, long millis) {
    private static final Pattern TEXT = Pattern.compile("([0-9a-f-]{36})\\.([0-9]{1,18})\\.([0-9]{1,15})");

    /** @throws TarnException INVALID_REQUEST for a text that {@link #text} has not written */
    public static Cursor parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw unknown();
        }
        UUID server = Ids.parse(parts.group(1)).orElseThrow(Cursor::unknown);
        return new Cursor(server, Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)));
    }

    private static TarnException unknown() {
        return TarnException.of(
                ErrorCode.INVALID_REQUEST, "after has to be the cursor of an earlier answer, or absent to begin");
    }

    public String text() {
        return server + "." + number + "." + millis;
    }
}
