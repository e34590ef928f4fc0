package io.tarn.server.vending;

/** The name under which the storage's own log knows whoever credentials were given to. */
public final class SessionName {
    private static final int LONGEST = 64;

    private SessionName() {}

    /**
     * @param label such as {@code user:alice}; every letter that such a name cannot have becomes an underscore
     * @return e.g. {@code user=alice}: from 2 to 64 characters of {@code [A-Za-z0-9_+=,.@-]}
     */
    public static String of(String label) {
        String name = label.replaceFirst(":", "=").replaceAll("[^A-Za-z0-9_+=,.@-]", "_");
        String cut = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
        return cut.length() < 2 ? cut + "__" : cut;
    }
}
