package io.tarn.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tests of a Paimon version that Tarn does not pass, from the version's {@code exclusions.txt}. */
record Exclusions(Map<String, Exclusion> byTest) {
    private static final Pattern LINE = Pattern.compile("(mock|later)\\s+(\\w+)\\s+(\\S.*)");

    enum Kind {
        /** Asserts what upstream's mock happens to do. */
        MOCK,
        /** Needs a part of the server that is not built yet. */
        LATER
    }

    record Exclusion(Kind kind, String reason) {}

    static Exclusions read() {
        try (InputStream file = Exclusions.class.getResourceAsStream("/exclusions.txt")) {
            if (file == null) {
                throw new IllegalStateException("exclusions.txt is not on the class path");
            }
            return parse(new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of kind, method and reason; an indented line goes on with the reason of the one above. */
    private static Exclusions parse(BufferedReader lines) throws IOException {
        Map<String, Exclusion> byTest = new TreeMap<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isBlank() || line.startsWith("#") || line.startsWith(" ")) {
                continue;
            }
            Matcher match = LINE.matcher(line);
            if (!match.matches()) {
                throw new IllegalStateException("not '<mock|later> <method> <reason>': " + line);
            }
            Exclusion exclusion = new Exclusion(Kind.valueOf(match.group(1).toUpperCase(Locale.ROOT)), match.group(3));
            if (byTest.put(match.group(2), exclusion) != null) {
                throw new IllegalStateException("listed twice: " + match.group(2));
            }
        }
        return new Exclusions(byTest);
    }
}
