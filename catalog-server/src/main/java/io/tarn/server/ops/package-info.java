/**
 * One class for each thing a caller can do, in a package for each kind of object; with one public method, always in the
 * order: validate, load, authorize, act, answer. Knows no protocol and no SQL. Here stands what they share.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops;
