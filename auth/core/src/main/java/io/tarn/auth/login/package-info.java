/**
 * Who presents these credentials: a chain of authenticators, each for one kind of credentials. None of them says yes
 * because something was missing, unreadable or down.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.auth.login;
