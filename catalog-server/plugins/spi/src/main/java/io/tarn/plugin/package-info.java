/**
 * What the server and its plugins know of each other. A plugin lies in a folder of its own with its libraries, and is found
 * there with {@link java.util.ServiceLoader}; of the server it sees this package and nothing else.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.plugin;
