/**
 * Deciding together with an authorizer outside the catalog, which knows names and not ids: what it is asked, what it tells of
 * itself, and the ways in which it and the built-in one decide together.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.auth.outside;
