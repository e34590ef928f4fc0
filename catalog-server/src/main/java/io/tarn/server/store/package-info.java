/** What the catalog keeps, as interfaces by role. The only implementation is {@code store.jdbc}. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.store;
