package io.tarn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The profiles of a user: {@code $TARN_CONFIG}, or {@code tarn/config.yaml} where the user's configuration lies.
 *
 * @param current the profile that is used when none is named; empty: none
 */
record ProfileFile(Path path, String current, Map<String, Profile> profiles) {
    /** @throws UsageException when the file is there and cannot be read, or says what it cannot */
    static ProfileFile read(Map<String, String> environment) {
        Path path = path(environment);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return new ProfileFile(path, "", Map.of());
        }
        JsonNode tree;
        try {
            tree = Yaml.read(Files.readString(path));
        } catch (IOException e) {
            throw new UsageException(path + " cannot be read: " + Yaml.reason(e), e);
        }
        String current = "";
        Map<String, Profile> profiles = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : object(path, "", tree).properties()) {
            switch (member.getKey()) {
                case "current" -> current = text(path, "current", member.getValue());
                case "profiles" ->
                    object(path, "profiles", member.getValue())
                            .properties()
                            .forEach(entry ->
                                    profiles.put(entry.getKey(), profile(path, entry.getKey(), entry.getValue())));
                default -> throw unknown(path, member.getKey(), "current, profiles");
            }
        }
        return new ProfileFile(path, current, profiles);
    }

    private static Path path(Map<String, String> environment) {
        String named = environment.get("TARN_CONFIG");
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        String base = environment.get("XDG_CONFIG_HOME");
        return base == null || base.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", "."), ".config", "tarn", "config.yaml")
                : Path.of(base, "tarn", "config.yaml");
    }

    private static Profile profile(Path path, String name, JsonNode tree) {
        Map<String, String> values = new LinkedHashMap<>();
        object(path, name, tree).properties().forEach(member -> {
            if (!Profile.KEYS.contains(member.getKey())) {
                throw unknown(path, "profiles." + name + "." + member.getKey(), String.join(", ", Profile.KEYS));
            }
            values.put(member.getKey(), text(path, member.getKey(), member.getValue()));
        });
        return Profile.of(values);
    }

    private static ObjectNode object(Path path, String key, JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw new UsageException(path + ": " + (key.isEmpty() ? "it" : "'" + key + "'") + " must be a map");
    }

    private static String text(Path path, String key, JsonNode tree) {
        if (tree.isValueNode() && !tree.isNull()) {
            return tree.asText();
        }
        throw new UsageException(path + ": '" + key + "' must be a text");
    }

    private static UsageException unknown(Path path, String key, String known) {
        return new UsageException(path + " has the unknown key '" + key + "'; there are " + known);
    }

    ProfileFile withCurrent(String name) {
        return new ProfileFile(path, name, profiles);
    }

    ProfileFile with(String name, Profile profile) {
        Map<String, Profile> more = new TreeMap<>(profiles);
        more.put(name, profile);
        return new ProfileFile(path, current.isEmpty() ? name : current, more);
    }

    /** Written whole and then put in its place, for its owner alone. */
    void write() throws IOException {
        ObjectNode tree = Yaml.object();
        tree.put("current", current);
        ObjectNode all = tree.putObject("profiles");
        profiles.forEach((name, profile) -> {
            ObjectNode json = all.putObject(name);
            profile.values().forEach(json::put);
        });
        Path folder = path.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(
                folder,
                "config",
                ".yaml",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, Yaml.write(tree));
        Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
