package io.tarn.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;

/** Every command that there is. A new one is a class of its own, and a line in {@link #all}. */
final class Commands {
    /** These are about other commands. */
    private static final Set<String> ABOUT_ALL = Set.of("help", "completion", "-h", "--help");

    private Commands() {}

    /** @param arguments only commands that are named in them are made, since making all takes the longest of a short command */
    static CommandLine of(Cli cli, String... arguments) {
        Map<String, Function<Cli, Object>> all = all();
        Set<String> words = Set.copyOf(Arrays.asList(arguments));
        boolean each =
                words.stream().noneMatch(all::containsKey) || words.stream().anyMatch(ABOUT_ALL::contains);
        CommandLine tarn = new CommandLine(cli.globals());
        all.forEach((name, command) -> {
            if (each || words.contains(name)) {
                tarn.addSubcommand(name, command.apply(cli));
            }
        });
        return tarn;
    }

    private static Map<String, Function<Cli, Object>> all() {
        Map<String, Function<Cli, Object>> all = new LinkedHashMap<>();
        all.put("catalog", CatalogCommands::new);
        all.put("database", DatabaseCommands::new);
        all.put(
                "table",
                cli -> new CommandLine(new TableCommands(cli))
                        .addSubcommand(new AlterTableCommand(cli))
                        .addSubcommand(new TableHealthCommand(cli)));
        all.put("schema", SchemaCommands::new);
        all.put("view", ViewCommands::new);
        all.put("function", FunctionCommands::new);
        all.put("snapshot", SnapshotCommands::new);
        all.put("branch", BranchCommands::new);
        all.put("tag", TagCommands::new);
        all.put("consumer", ConsumerCommands::new);
        all.put("partition", PartitionCommands::new);
        all.put("principal", PrincipalCommands::new);
        all.put("role", RoleCommands::new);
        all.put("token", TokenCommands::new);
        all.put("key", KeyCommands::new);
        all.put("grant", GrantCommand::new);
        all.put("revoke", RevokeCommand::new);
        all.put("grants", GrantsCommands::new);
        all.put("explain", ExplainCommand::new);
        all.put("who-can", WhoCanCommand::new);
        all.put("chown", ChownCommand::new);
        all.put("policy", PolicyCommands::new);
        all.put("audit", AuditCommands::new);
        all.put("watch", WatchCommand::new);
        all.put("export", ExportCommand::new);
        all.put("plan", PlanCommand::new);
        all.put("apply", ApplyCommand::new);
        all.put("check", CheckCommands::new);
        all.put("backup", BackupCommand::new);
        all.put("profile", ProfileCommands::new);
        all.put("help", HelpCommand::new);
        all.put("completion", CompletionCommand::new);
        return all;
    }
}
