/** What is changed, numbered in the order in which it was, and told to whoever watches and may know of it. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.feed;
