/** The Paimon REST catalog protocol under {@code /v1}: its routes, its JSON and its errors. It only translates. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.paimon;
