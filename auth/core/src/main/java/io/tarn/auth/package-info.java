/**
 * Who calls and what they may do: principals, tokens, operations, privileges and the authorizer. Pure: knows no SQL,
 * serves no HTTP and knows no wire shape of the catalog. The packages below find out who presents credentials; {@code policy} alone
 * also knows how Paimon's readers are told of row filters and masks, as parsed values.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.auth;
