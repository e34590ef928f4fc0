/**
 * Who calls and what they may do: principals, tokens, operations, privileges and the authorizer. Pure: knows no SQL, no
 * HTTP and no wire shape.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.auth;
