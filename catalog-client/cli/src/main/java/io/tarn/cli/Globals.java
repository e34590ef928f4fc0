package io.tarn.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has. */
@Command(
        name = "tarn",
        description = "Uses and administrates a Tarn catalog server.",
        footer = {
            "",
            "Names are written database.table; a name with a dot in it is quoted: '\"my.db\".orders'.",
            "The token comes from $TARN_TOKEN, the file $TARN_TOKEN_FILE, or the profile's token-file.",
            "'tarn help exit-codes' says what the exit codes mean, 'tarn help COMMAND' what a command does.",
            "On the machine of a server: ./tarn serve, ./tarn check storage, ./tarn key rotate ('./tarn help')."
        })
final class Globals {
    @Option(
            names = "--profile",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The profile to use ($TARN_PROFILE)")
    @Nullable
    String profile;

    @Option(
            names = "--http",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The server's HTTP address ($TARN_HTTP_URL)")
    @Nullable
    String http;

    @Option(
            names = "--grpc",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The server's gRPC address, grpc:// or grpcs:// ($TARN_GRPC_URL)")
    @Nullable
    String grpc;

    @Option(
            names = "--catalog",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The catalog ($TARN_CATALOG); not needed when the server has only one")
    @Nullable
    String catalog;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Certificates to trust, in PEM ($TARN_CA_FILE)")
    @Nullable
    String caFile;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A file with the token ($TARN_TOKEN_FILE)")
    @Nullable
    String tokenFile;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Answer with one JSON document")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Say nothing but what was asked for")
    boolean quiet;

    @Option(
            names = {"-y", "--yes"},
            scope = ScopeType.INHERIT,
            description = "Do not ask before something is taken away")
    boolean yes;

    @Option(
            names = "--dry-run",
            scope = ScopeType.INHERIT,
            description = "Only say what would be taken away (commands that ask)")
    boolean dryRun;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Say what a command does")
    boolean help;

    Profile given() {
        return new Profile(http, grpc, catalog, caFile, tokenFile);
    }
}
