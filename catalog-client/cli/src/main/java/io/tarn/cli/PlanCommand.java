package io.tarn.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "plan",
        description = {
            "Say what 'apply' would change to make a server as a file says; 1 when there is something.",
            "What the file says of a principal is all there is of it; what it does not name stays as it is."
        })
final class PlanCommand extends Group implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "As 'export' writes it; - for standard input")
    String file = "";

    @Option(names = "--prune", description = "Principals that the file does not name are dropped")
    boolean prune;

    PlanCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        AccessDifference difference = AccessDifference.of(cli, file, prune);
        if (output().isJson()) {
            output().json(difference.document());
        } else {
            difference.lines().forEach(line -> output().line(Column.printable(line)));
            difference.problems().forEach(problem -> output().line(Column.printable("! " + problem)));
            output().note(difference.none() ? "No differences." : difference.summary());
        }
        return difference.none() ? Exit.OK : Exit.DIFFERENT;
    }
}
