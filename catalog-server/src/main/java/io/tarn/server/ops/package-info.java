/**
 * One class for each thing a caller can do, with one public method, always in the order: validate, load, authorize, act,
 * answer. Knows no protocol and no SQL.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops;
