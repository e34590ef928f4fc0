package io.tarn.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "help", description = "Say what a command does, or what the exit codes mean (exit-codes)")
final class HelpCommand extends Group implements Callable<Integer> {
    @Parameters(paramLabel = "COMMAND", arity = "0..*")
    @Nullable
    List<String> words;

    @Spec
    @Nullable
    CommandSpec spec;

    HelpCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        if (all(words).equals(List.of("exit-codes"))) {
            output().line(Exit.HELP.strip());
            return Exit.OK;
        }
        CommandSpec own = spec;
        if (own == null) {
            throw new IllegalStateException("without a command line");
        }
        CommandLine command = own.root().commandLine();
        for (String word : all(words)) {
            CommandLine next = command.getSubcommands().get(word);
            if (next == null) {
                throw new UsageException("There is no command '" + String.join(" ", all(words)) + "'; there are "
                        + command.getSubcommands().keySet());
            }
            command = next;
        }
        command.usage(cli.terminal().out());
        return Exit.OK;
    }
}
