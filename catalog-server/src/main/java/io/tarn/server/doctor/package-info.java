/** What a server needs of its machine and its database, as checks that say what to do. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.doctor;
