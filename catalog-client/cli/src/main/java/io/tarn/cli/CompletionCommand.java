package io.tarn.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "completion", description = "Print what completes commands in a shell: source <(tarn completion bash)")
final class CompletionCommand extends Group implements Callable<Integer> {
    /** The same script serves both. */
    enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    Shell shell = Shell.BASH;

    @Spec
    @Nullable
    CommandSpec spec;

    CompletionCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        CommandSpec own = spec;
        if (own == null) {
            throw new IllegalStateException("without a command line");
        }
        if (shell == Shell.ZSH) {
            output().line("autoload -U +X compinit && compinit -u");
        }
        output().line(AutoComplete.bash("tarn", own.root().commandLine()));
        return Exit.OK;
    }
}
