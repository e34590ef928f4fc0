package io.tarn.server.model;

import org.jspecify.annotations.Nullable;

/** One change of a view or a function. */
public sealed interface Alteration {
    record SetOption(String key, String value) implements Alteration {}

    /** An option that is not there is no error. */
    record RemoveOption(String key) implements Alteration {}

    record UpdateComment(@Nullable String comment) implements Alteration {}

    /** Adds a view's dialect or a function's definition, which must not be there yet. */
    record AddText(String name, String text) implements Alteration {}

    /** Replaces a view's dialect or a function's definition, which must be there. */
    record UpdateText(String name, String text) implements Alteration {}

    /** Removes a view's dialect or a function's definition, which must be there. */
    record DropText(String name) implements Alteration {}
}
