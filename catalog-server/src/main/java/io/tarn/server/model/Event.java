package io.tarn.server.model;

/**
 * A change, as whoever watches is told of it.
 *
 * @param seq its number: one more than that of the event before it, of all catalogs
 * @param recordedAt when it was numbered, in epoch milliseconds
 * @param entry what was done, by whom, to what; its id is the event's
 */
public record Event(long seq, long recordedAt, AuditEntry entry, EventFacts facts) {
    /** The name of its object, without those of what it lies in; empty for the server. */
    public String name() {
        EventFacts.Place place = facts.place();
        String path = entry.object().path();
        String above = place.catalog() + "."
                + (path.startsWith(place.catalog() + "." + place.database() + ".") ? place.database() + "." : "");
        return place.catalog().isEmpty() || !path.startsWith(above) ? path : path.substring(above.length());
    }
}
