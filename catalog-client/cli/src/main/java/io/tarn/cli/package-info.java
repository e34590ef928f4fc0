/** The {@code tarn} command. {@link io.tarn.cli.Commands} is where commands are registered. */
@org.jspecify.annotations.NullMarked
package io.tarn.cli;
