package io.tarn.server.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the audit keeps of one change or refusal. Every text is cut to what its column holds before it is hashed or stored,
 * so that what is read back is what was written.
 *
 * @param id holds the time, see {@link #at}
 * @param principal the label of who it was done for
 * @param through the label of who sent the request in that name; empty: itself
 * @param source the address that it came from
 * @param request the id under which the server's log tells of the request
 * @param object what it was done to
 * @param decision ALLOWED for a change; else how it was refused
 * @param reason why it was refused; empty for a change
 * @param times how often; more than once only for equal refusals
 * @param details what else is worth knowing, e.g. the new name of a rename
 */
public record AuditEntry(
        UUID id,
        String principal,
        String through,
        String source,
        String request,
        String operation,
        Target object,
        String decision,
        String reason,
        long times,
        SortedMap<String, String> details) {
    public static final String ALLOWED = "ALLOWED";

    private static final int LABEL = 300;
    private static final int WORD = 64;
    private static final int PATH = 1_100;
    private static final int REASON = 1_000;

    /** Together they fit their column also when every character needs an escape. */
    private static final int DETAILS = 8;

    private static final int DETAIL = 200;

    /** An object by its kind, its id and, for people, the names that lead to it; the server itself has no path. */
    public record Target(String kind, UUID id, String path) {}

    public AuditEntry {
        principal = cut(principal, LABEL);
        through = cut(through, LABEL);
        source = cut(source, WORD);
        request = cut(request, WORD);
        operation = cut(operation, WORD);
        object = new Target(cut(object.kind(), 16), object.id(), cut(object.path(), PATH));
        reason = cut(reason, REASON);
        details = cut(details);
    }

    /** Epoch milliseconds. */
    public long at() {
        return Ids.time(id);
    }

    private static SortedMap<String, String> cut(Map<String, String> details) {
        SortedMap<String, String> cut = new TreeMap<>();
        details.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(DETAILS)
                .forEach(detail -> cut.put(cut(detail.getKey(), 40), cut(detail.getValue(), DETAIL)));
        return Collections.unmodifiableSortedMap(cut);
    }

    /** Databases count a character beyond the first plane once or twice; cut by twice, it fits either way. */
    static String cut(String text, int length) {
        StringBuilder cut = new StringBuilder();
        for (int codePoint : text.codePoints().limit(length).toArray()) {
            boolean kept = !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
            int printable = kept ? codePoint : '?';
            if (cut.length() + Character.charCount(printable) > length) {
                break;
            }
            cut.appendCodePoint(printable);
        }
        return cut.toString();
    }
}
