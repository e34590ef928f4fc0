/** Proof that a client keeps to row filters and column masks. */
@org.jspecify.annotations.NullMarked
package io.tarn.auth.capability;
