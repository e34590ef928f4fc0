/** Bearer tokens of identity providers: JSON Web Tokens, checked against the keys that their issuers publish. */
@org.jspecify.annotations.NullMarked
package io.tarn.auth.oidc;
