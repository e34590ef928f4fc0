package io.tarn.cli;

import io.tarn.proto.v1.PageRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands about one kind of thing; each method with {@code @Command} is one. */
abstract class Group {
    final Cli cli;

    Group(Cli cli) {
        this.cli = cli;
    }

    Output output() {
        return cli.output();
    }

    /** What was said of an option that may be repeated. */
    static <T> List<T> all(@Nullable List<T> values) {
        return values == null ? List.of() : values;
    }

    static Map<String, String> all(@Nullable Map<String, String> values) {
        return values == null ? Map.of() : values;
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** @param like a pattern as {@link PageRequest} has it; null for all */
    static PageRequest page(String token, @Nullable String like) {
        return PageRequest.newBuilder()
                .setSize(Pages.SIZE)
                .setToken(token)
                .setNamePattern(text(like))
                .build();
    }
}
