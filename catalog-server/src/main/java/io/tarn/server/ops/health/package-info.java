/** How tables are, from their commits alone: how fresh they are, how fast they grow, who writes them. No storage is read. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.health;
