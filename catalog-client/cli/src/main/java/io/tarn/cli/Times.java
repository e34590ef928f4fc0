package io.tarn.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times as they are written in commands. */
final class Times {
    private Times() {}

    /**
     * @param text a time with an offset, or a day, which begins in UTC
     * @return milliseconds since 1970-01-01 UTC
     */
    static long millis(String text) {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .toEpochMilli()
                    : (text.endsWith("Z")
                                    ? Instant.parse(text)
                                    : OffsetDateTime.parse(text).toInstant())
                            .toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new UsageException("'" + text + "' is not a time like 2030-01-31 or 2030-01-31T12:00:00Z", e);
        }
    }
}
