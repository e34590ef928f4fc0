package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "profile", description = "How to reach servers: $TARN_CONFIG, or ~/.config/tarn/config.yaml")
final class ProfileCommands extends Group {
    private static final Column[] COLUMNS = {
        Column.text("HTTP", "http"),
        Column.text("GRPC", "grpc"),
        Column.text("CATALOG", "catalog"),
        Column.text("CA FILE", "ca-file"),
        Column.text("TOKEN FILE", "token-file")
    };

    ProfileCommands(Cli cli) {
        super(cli);
    }

    private ProfileFile file() {
        return ProfileFile.read(cli.terminal().environment());
    }

    private static ObjectNode document(Profile profile) {
        ObjectNode document = Yaml.object();
        profile.values().forEach(document::put);
        return document;
    }

    @Command(description = "List the profiles")
    int list() {
        ProfileFile file = file();
        List<ObjectNode> rows = file.profiles().entrySet().stream()
                .map(entry -> {
                    ObjectNode row = Yaml.object()
                            .put("name", entry.getKey())
                            .put("current", entry.getKey().equals(file.current()));
                    row.setAll(document(entry.getValue()));
                    return row;
                })
                .toList();
        output().list(
                        "profiles",
                        rows,
                        Documents.with(COLUMNS, Column.text("NAME", "name"), Column.text("CURRENT", "current")));
        return Exit.OK;
    }

    @Command(description = "Show what holds now: options, the environment, the profile and the defaults together")
    int show() {
        Settings settings = cli.settings();
        ObjectNode document = document(settings.profile())
                .put("profile", settings.profileName())
                .put("file", file().path().toString());
        output().show(
                        document,
                        Column.text("Profile", "profile"),
                        Column.text("File", "file"),
                        Column.text("HTTP", "http"),
                        Column.text("gRPC", "grpc"),
                        Column.text("Catalog", "catalog"),
                        Column.text("CA file", "ca-file"),
                        Column.text("Token file", "token-file"));
        return Exit.OK;
    }

    @Command(
            description =
                    "Make or change a profile: what the options --http, --grpc, --catalog, --ca-file, --token-file say")
    int set(@Parameters(paramLabel = "NAME") String name) {
        ProfileFile file = file();
        Profile before = file.profiles().getOrDefault(name, Profile.OPEN);
        Profile after = cli.globals().given().over(before);
        Settings.check(after);
        write(file.with(name, after));
        output().done("set", "profile", name);
        return Exit.OK;
    }

    @Command(description = "Use a profile when none is named")
    int use(@Parameters(paramLabel = "NAME") String name) {
        ProfileFile file = file();
        if (!file.profiles().containsKey(name)) {
            throw new UsageException("There is no profile '" + name + "' in " + file.path() + "; there are "
                    + file.profiles().keySet());
        }
        write(file.withCurrent(name));
        output().done("using", "profile", name);
        return Exit.OK;
    }

    private static void write(ProfileFile file) {
        try {
            file.write();
        } catch (IOException e) {
            throw new UsageException(file.path() + " cannot be written: " + Yaml.reason(e), e);
        }
    }
}
