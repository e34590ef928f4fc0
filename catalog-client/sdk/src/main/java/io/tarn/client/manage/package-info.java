/** A client of the management API, which is HTTP: principals, who is a member of what, and what they log in with. */
@org.jspecify.annotations.NullMarked
package io.tarn.client.manage;
