package io.tarn.cli;

import java.util.List;
import picocli.CommandLine;

/** Every command that there is. A new one is a class of its own, and a line here. */
final class Commands {
    private Commands() {}

    static CommandLine of(Cli cli) {
        CommandLine tarn = new CommandLine(cli.globals());
        for (Object group : groups(cli)) {
            tarn.addSubcommand(group);
        }
        return tarn;
    }

    private static List<Object> groups(Cli cli) {
        return List.of(
                new CatalogCommands(cli),
                new DatabaseCommands(cli),
                new CommandLine(new TableCommands(cli)).addSubcommand(new AlterTableCommand(cli)),
                new SchemaCommands(cli),
                new ViewCommands(cli),
                new FunctionCommands(cli),
                new SnapshotCommands(cli),
                new BranchCommands(cli),
                new TagCommands(cli),
                new ConsumerCommands(cli),
                new PartitionCommands(cli),
                new PrincipalCommands(cli),
                new RoleCommands(cli),
                new TokenCommands(cli),
                new KeyCommands(cli),
                new GrantsCommands(cli),
                new GrantCommand(cli),
                new RevokeCommand(cli),
                new ChownCommand(cli),
                new ExplainCommand(cli),
                new WhoCanCommand(cli),
                new PolicyCommands(cli),
                new AuditCommands(cli),
                new CheckCommands(cli),
                new ExportCommand(cli),
                new PlanCommand(cli),
                new ApplyCommand(cli),
                new ProfileCommands(cli),
                new HelpCommand(cli),
                new CompletionCommand(cli));
    }
}
