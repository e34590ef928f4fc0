package io.tarn.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the command runs.
 *
 * @param err what is not the answer itself: errors, questions, progress
 * @param interactive whether somebody is there to answer questions
 */
record Terminal(
        PrintWriter out, PrintWriter err, BufferedReader in, boolean interactive, Map<String, String> environment) {
    /** Since Java 22 there is a console without a terminal, too, unless jdk.console asks for the old one, as ./tarn does. */
    @SuppressWarnings("SystemConsoleNull")
    static Terminal ofSystem() {
        @Nullable Console console = System.console();
        Charset charset = console == null ? StandardCharsets.UTF_8 : console.charset();
        return new Terminal(
                writer(System.out, charset),
                writer(System.err, charset),
                new BufferedReader(new InputStreamReader(System.in, charset)),
                console != null,
                System.getenv());
    }

    private static PrintWriter writer(PrintStream stream, Charset charset) {
        return new PrintWriter(new OutputStreamWriter(stream, charset), true);
    }

    /** @return what was typed; empty when nobody answers */
    String ask(String question) {
        err.print(question);
        err.flush();
        try {
            String line = in.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            return "";
        }
    }
}
