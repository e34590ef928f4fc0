package io.tarn.server;

import io.tarn.server.config.ConfigException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The options of a command: {@code --name value} or, for switches, {@code --name}. */
final class CommandLine {
    private final String usage;
    private final Map<String, List<String>> values = new HashMap<>();

    /**
     * @param usage shown when the words cannot be understood
     * @throws ConfigException for a word that is no option of the command, or an option without its value
     */
    CommandLine(String usage, List<String> words, Set<String> options, Set<String> switches) {
        this.usage = usage;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (switches.contains(word)) {
                values.put(word, List.of("true"));
            } else if (options.contains(word) && i + 1 < words.size()) {
                values.computeIfAbsent(word, name -> new ArrayList<>()).add(words.get(++i));
            } else {
                throw wrong(options.contains(word) ? word + " needs a value" : "there is no option " + word);
            }
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** @throws ConfigException when it stands there twice */
    String text(String name, String otherwise) {
        List<String> given = all(name);
        if (given.size() > 1) {
            throw wrong(name + " can be said once only");
        }
        return given.isEmpty() ? otherwise : given.get(0);
    }

    /** @throws ConfigException when it is missing */
    String text(String name) {
        if (!has(name)) {
            throw wrong(name + " is missing");
        }
        return text(name, "");
    }

    ConfigException wrong(String what) {
        return new ConfigException(what + "\nusage: " + usage);
    }
}
