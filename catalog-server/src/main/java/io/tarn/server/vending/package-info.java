/** Credentials for engines: what they may reach, and the services that give them out. Knows no protocol and no database. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.vending;
