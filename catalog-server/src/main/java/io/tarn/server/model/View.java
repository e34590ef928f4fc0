package io.tarn.server.model;

import java.util.UUID;

/**
 * A view of a database. It shares the space of names with tables, and has neither directory nor branches.
 *
 * @param version grows with every change of what the view says; the guard of a concurrent ALTER
 */
public record View(
        UUID id, UUID catalogId, UUID namespaceId, String name, Definition definition, long version, Audit audit) {
    /** What stands in {@code relation.kind}; no table is of this type. */
    public static final String KIND = "view";

    /**
     * What a view says.
     *
     * @param fields the protocol's list of {@code DataField}, as JSON
     * @param query the text for engines whose dialect is not among {@code alterable}'s texts
     */
    public record Definition(String fields, String query, Alterable alterable) {
        public long length() {
            return (long) fields.length() + query.length() + alterable.length();
        }
    }
}
