package io.tarn.server.model;

/** An object of a catalog by its database and its own name. */
public record QualifiedName(String database, String object) {
    /**
     * Its place in lists over all databases, as text: {@code database.object}, and a dot inside the database's name is
     * written {@code \.} so that it can be told from the one behind it.
     */
    public String key() {
        return database.replace(".", "\\.") + "." + object;
    }

    /** The inverse of {@link #key}; a text that is no key stands where it would be sorted. */
    public static QualifiedName ofKey(String key) {
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) == '\\') {
                i++;
            } else if (key.charAt(i) == '.') {
                return new QualifiedName(key.substring(0, i).replace("\\.", "."), key.substring(i + 1));
            }
        }
        return new QualifiedName(key, "");
    }

    @Override
    public String toString() {
        return database + "." + object;
    }
}
