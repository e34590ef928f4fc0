/** Keys and certificates of the server's ports. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.tls;
