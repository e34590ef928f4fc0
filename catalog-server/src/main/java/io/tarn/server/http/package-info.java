/** What every HTTP surface shares: the Javalin set-up, authentication, request ids, limits, reading requests. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.http;
