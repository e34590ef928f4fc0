package io.tarn.auth.login;

import io.tarn.auth.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a credential proved its holder to be. Names come from outside and end up in grants and log lines, so what could
 * be mistaken for another name, or for the end of a line, is no identity.
 *
 * @param groups what the credential itself says its holder belongs to
 * @param attributes what else it says, for rules that depend on who asks
 * @param validUntil the credential's own end; null when it has none
 * @param known the principal itself, when this server issued the credential: a name would not tell it from whoever took
 *     the name since
 */
public record Identity(
        Kind kind,
        String name,
        Set<String> groups,
        Map<String, String> attributes,
        @Nullable Instant validUntil,
        @Nullable Principal known) {
    public enum Kind {
        USER,
        SERVICE
    }

    private static final int LONGEST_NAME = 255;
    private static final int MOST_GROUPS = 2000;

    /** @throws RefusedException for names that are no names; leaving a group out could lift what is denied to it */
    public Identity {
        if (known == null) {
            check("name", name);
        }
        if (groups.size() > MOST_GROUPS) {
            throw new RefusedException("The credentials assert more than " + MOST_GROUPS + " groups");
        }
        groups.forEach(group -> check("group", group));
        groups = Set.copyOf(groups);
        attributes = Map.copyOf(attributes);
    }

    /** As somebody else asserts it. */
    public Identity(
            Kind kind, String name, Set<String> groups, Map<String, String> attributes, @Nullable Instant validUntil) {
        this(kind, name, groups, attributes, validUntil, null);
    }

    /** @throws IllegalArgumentException for groups and roles, which nobody can log in as */
    public static Identity of(Principal principal) {
        if (!principal.kind().calls()) {
            throw new IllegalArgumentException(principal + " cannot log in");
        }
        Kind kind = principal.kind() == Principal.Kind.USER ? Kind.USER : Kind.SERVICE;
        return new Identity(kind, principal.name(), Set.of(), Map.of(), null, principal);
    }

    private static void check(String what, String text) {
        if (text.isBlank() || !text.strip().equals(text) || text.length() > LONGEST_NAME) {
            throw new RefusedException("The credentials assert a " + what
                    + " that is empty, starts or ends with a space, or is longer than " + LONGEST_NAME
                    + " characters");
        }
        if (text.codePoints().anyMatch(Identity::invisible)) {
            throw new RefusedException("The credentials assert a " + what + " with invisible characters");
        }
    }

    private static boolean invisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
