/** The server's configuration: one YAML file, with environment overrides. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.config;
