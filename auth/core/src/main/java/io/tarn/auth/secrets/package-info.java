/** Secrets at rest: the master key, and what is encrypted and signed with it. Knows neither files nor a database. */
@org.jspecify.annotations.NullMarked
package io.tarn.auth.secrets;
