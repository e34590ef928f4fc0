/** The authorizer on Apache Ranger. Loaded by its own class loader: of the server it sees {@code io.tarn.auth} and nothing else. */
@org.jspecify.annotations.NullMarked
package io.tarn.auth.ranger;
