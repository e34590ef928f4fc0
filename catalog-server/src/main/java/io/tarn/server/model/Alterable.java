package io.tarn.server.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a view or a function can be altered.
 *
 * @param kind decides how errors about {@code texts} are worded
 * @param texts by dialect: a view's query, or the JSON of a function's definition
 */
public record Alterable(
        Kind kind, Map<String, String> texts, @Nullable String comment, Map<String, String> options) {
    /** Whose texts these are. */
    public enum Kind {
        VIEW("dialect", ErrorCode.DIALECT_NOT_FOUND, ErrorCode.DIALECT_EXISTS),
        FUNCTION("definition", ErrorCode.DEFINITION_NOT_FOUND, ErrorCode.DEFINITION_EXISTS);

        private final String word;
        private final ErrorCode notFound;
        private final ErrorCode exists;

        Kind(String word, ErrorCode notFound, ErrorCode exists) {
            this.word = word;
            this.notFound = notFound;
            this.exists = exists;
        }
    }

    public Alterable {
        texts = Map.copyOf(texts);
        options = Map.copyOf(options);
    }

    /** @throws TarnException INVALID_NAME when a text has a name that may not be given */
    public Alterable checked() {
        texts.keySet().forEach(name -> Names.check(kind.word, name));
        return this;
    }

    /**
     * This with all changes, applied in their order.
     *
     * @throws TarnException DIALECT_* or DEFINITION_*: EXISTS or NOT_FOUND; INVALID_NAME
     */
    public Alterable with(List<Alteration> changes) {
        Map<String, String> nextTexts = new HashMap<>(texts);
        Map<String, String> nextOptions = new HashMap<>(options);
        String nextComment = comment;
        for (Alteration change : changes) {
            if (change instanceof Alteration.SetOption set) {
                nextOptions.put(set.key(), set.value());
            } else if (change instanceof Alteration.RemoveOption remove) {
                nextOptions.remove(remove.key());
            } else if (change instanceof Alteration.UpdateComment update) {
                nextComment = update.comment();
            } else if (change instanceof Alteration.AddText add) {
                if (nextTexts.putIfAbsent(add.name(), add.text()) != null) {
                    throw about(kind.exists, add.name(), " exists already");
                }
            } else if (change instanceof Alteration.UpdateText update) {
                if (nextTexts.replace(update.name(), update.text()) == null) {
                    throw about(kind.notFound, update.name(), " does not exist");
                }
            } else if (change instanceof Alteration.DropText drop && nextTexts.remove(drop.name()) == null) {
                throw about(kind.notFound, drop.name(), " does not exist");
            }
        }
        return new Alterable(kind, nextTexts, nextComment, nextOptions).checked();
    }

    private TarnException about(ErrorCode code, String name, String what) {
        String shown = Names.shown(name);
        String word = Character.toUpperCase(kind.word.charAt(0)) + kind.word.substring(1);
        return TarnException.about(code, shown, word + " " + shown + what);
    }

    /** Characters of everything here. */
    long length() {
        return length(texts) + length(options) + (comment == null ? 0 : comment.length());
    }

    private static long length(Map<String, String> map) {
        return map.entrySet().stream()
                .mapToLong(entry ->
                        (long) entry.getKey().length() + entry.getValue().length())
                .sum();
    }
}
