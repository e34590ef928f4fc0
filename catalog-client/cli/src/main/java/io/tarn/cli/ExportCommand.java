package io.tarn.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description = {
            "Write principals, memberships, grants and policies of a server's catalogs as YAML.",
            "Tokens, keys and owners are not in it: who owns an object is shown with it, and changed with chown."
        })
final class ExportCommand extends Group implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "0..1", defaultValue = "-", description = "Else it is printed")
    String file = "-";

    ExportCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        AccessState all = new AccessReader(cli).read(new Principals(cli).catalogs());
        AccessState state = all.at(System.currentTimeMillis());
        if (state.grants() < all.grants()) {
            output().note((all.grants() - state.grants()) + " grants are over since their end, and left out");
        }
        try {
            String text = AccessFile.write(state);
            if (file.equals("-")) {
                cli.terminal().out().print(text);
                cli.terminal().out().flush();
            } else {
                Files.writeString(Path.of(file), text, StandardCharsets.UTF_8);
                output().note("exported " + state.principals().size() + " principals, " + state.grants()
                        + " grants and " + state.policies() + " policies to " + file);
            }
            return Exit.OK;
        } catch (IOException e) {
            throw new UsageException(file + " cannot be written: " + Yaml.reason(e), e);
        }
    }
}
