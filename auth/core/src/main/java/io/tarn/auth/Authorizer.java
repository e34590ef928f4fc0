package io.tarn.auth;

import java.util.List;
import java.util.function.Supplier;

/** Decides whether a caller may do an operation. Never allows because something was missing or unreadable. */
public interface Authorizer {
    /**
     * @param on what the operation touches, one for each requirement of its entry and of the same kind
     * @throws RuntimeException when no decision is possible at the moment
     */
    Decision authorize(Caller caller, Operation operation, List<Securable> on);

    /**
     * Which databases of a catalog, or which objects of one kind of a database or a catalog, a list may show.
     *
     * @param parent the catalog or database that is listed
     * @param kind what is listed
     * @param namesOnly whether the list shows nothing but names
     * @throws RuntimeException when no decision is possible at the moment
     */
    Visibility visible(Caller caller, Securable parent, Securable.Kind kind, boolean namesOnly);

    /**
     * What is hidden of a table from a caller that may read it.
     *
     * @param columns the names of the table's columns, for who must know them
     * @throws RuntimeException when it cannot be told at the moment
     */
    Restrictions restrictions(Caller caller, Securable table, Supplier<List<String>> columns);

    /** Told when the policy has changed: what was known of it must be read again before the next decision. */
    void outdate();
}
