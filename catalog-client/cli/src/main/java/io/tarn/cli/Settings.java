package io.tarn.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What holds for this command: an option before the environment before the profile before the default. */
final class Settings {
    private final String profileName;
    private final Profile profile;
    private final Map<String, String> environment;
    private final boolean tokenFileGiven;

    private Settings(String profileName, Profile profile, Map<String, String> environment, boolean tokenFileGiven) {
        this.profileName = profileName;
        this.profile = profile;
        this.environment = environment;
        this.tokenFileGiven = tokenFileGiven;
    }

    static Settings of(Globals globals, Map<String, String> environment) {
        ProfileFile file = ProfileFile.read(environment);
        String named = globals.profile == null ? variable(environment, "TARN_PROFILE") : globals.profile;
        String name = named == null ? file.current() : named;
        Profile chosen = name.isEmpty() ? Profile.OPEN : file.profiles().get(name);
        if (chosen == null) {
            throw new UsageException("There is no profile '" + name + "' in " + file.path() + "; there are "
                    + file.profiles().keySet());
        }
        Profile variables = new Profile(
                variable(environment, "TARN_HTTP_URL"),
                variable(environment, "TARN_GRPC_URL"),
                variable(environment, "TARN_CATALOG"),
                variable(environment, "TARN_CA_FILE"),
                variable(environment, "TARN_TOKEN_FILE"));
        return new Settings(
                name,
                globals.given().over(variables).over(chosen).over(Profile.DEFAULT),
                environment,
                globals.tokenFile != null);
    }

    /** @throws UsageException when an address is none */
    static void check(Profile profile) {
        Settings settings = new Settings("", profile.over(Profile.DEFAULT), Map.of(), false);
        settings.http();
        settings.grpc();
    }

    private static @Nullable String variable(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Empty when none is used. */
    String profileName() {
        return profileName;
    }

    Profile profile() {
        return profile;
    }

    /** Empty: the one catalog of the server. */
    String catalog() {
        return profile.catalog() == null ? "" : profile.catalog();
    }

    URI http() {
        return address("http", profile.http(), Map.of("http", 8181, "https", 8181));
    }

    URI grpc() {
        return address("grpc", profile.grpc(), Map.of("grpc", 8182, "grpcs", 8182));
    }

    private static URI address(String key, @Nullable String text, Map<String, Integer> schemes) {
        try {
            URI uri = URI.create(text == null ? "" : text);
            Integer port = schemes.get(uri.getScheme() == null ? "" : uri.getScheme());
            if (port != null && uri.getHost() != null) {
                return uri.getPort() < 0 ? URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + port) : uri;
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException("'" + text + "' is no address for " + key, e);
        }
        throw new UsageException(
                "'" + text + "' is no address for " + key + ": it begins with one of " + schemes.keySet() + " and ://");
    }

    @Nullable
    Path caFile() {
        return profile.caFile() == null ? null : path(profile.caFile());
    }

    /**
     * The token; it is never printed.
     *
     * @throws UsageException when there is none
     */
    String token() {
        String variable = variable(environment, "TARN_TOKEN");
        if (variable != null && !tokenFileGiven) {
            return checked(variable, "$TARN_TOKEN");
        }
        if (profile.tokenFile() == null) {
            throw new UsageException("There is no token: set TARN_TOKEN_FILE or TARN_TOKEN, or the profile's token-file"
                    + " (tarn profile set NAME --token-file FILE)");
        }
        Path file = path(profile.tokenFile());
        try {
            return checked(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new UsageException("The token file " + file + " cannot be read: " + Yaml.reason(e), e);
        }
    }

    private static String checked(String text, String from) {
        String token = text.strip();
        if (token.isEmpty() || token.chars().anyMatch(character -> character <= ' ' || character > '~')) {
            throw new UsageException("What " + from + " holds is no token: it must be one line of plain characters");
        }
        return token;
    }

    private Path path(String text) {
        return text.startsWith("~/")
                ? Path.of(environment.getOrDefault("HOME", "."), text.substring(2))
                : Path.of(text);
    }
}
