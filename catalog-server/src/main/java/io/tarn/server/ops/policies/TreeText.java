package io.tarn.server.ops.policies;

/** Policies as the protocol's text of JSON. */
@FunctionalInterface
public interface TreeText {
    /** @param tree maps, lists, texts, numbers and booleans */
    String text(Object tree);
}
