/**
 * What a principal sees of a table's rows and values: row filters and column masks, read from SQL text or from Paimon's
 * JSON, checked against the table, bound to a caller, combined, and written for a wire that evaluates them.
 *
 * <p>The language is a small part of SQL, and its parser is written by hand: one text has exactly one meaning here, where
 * the parser of an engine would accept much that no wire can carry; an error names the position; and what an admin sends
 * cannot cost more than its length. Nothing is ever spliced into text: what belongs to the caller is bound as a value.
 *
 * <p>Whatever cannot be read, checked or carried is refused, never left out.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.auth.policy;
