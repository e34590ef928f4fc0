/** HTTP Basic, checked by an LDAP directory: a name and a password, and the groups the directory knows. */
@org.jspecify.annotations.NullMarked
package io.tarn.auth.ldap;
