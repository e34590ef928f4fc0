package io.tarn.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "apply",
        description = {
            "Make a server's principals, memberships, grants and policies as a file says.",
            "When the file names something that is not there, nothing is done. Broken off, it goes on when it is run"
                    + " again."
        })
final class ApplyCommand extends Group implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "As 'export' writes it; - for standard input")
    String file = "";

    @Option(names = "--prune", description = "Drop principals that the file does not name")
    boolean prune;

    ApplyCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        AccessDifference difference = AccessDifference.of(cli, file, prune);
        if (!difference.problems().isEmpty()) {
            difference
                    .problems()
                    .forEach(problem -> cli.terminal().err().println(Column.printable("tarn: " + problem)));
            cli.terminal().err().println("tarn: Nothing was done.");
            return Exit.DIFFERENT;
        }
        if (difference.none()) {
            output().done("nothing to do", Yaml.object().put("made", 0));
            return Exit.OK;
        }
        int[] code = {Exit.OK};
        int answer = cli.confirmed(
                "make " + difference.changes().size() + " changes (" + difference.summary() + ")",
                "apply",
                difference::lines,
                () -> code[0] = make(difference));
        return answer == Exit.OK ? code[0] : answer;
    }

    private int make(AccessDifference difference) {
        AccessApply apply = new AccessApply(cli);
        boolean ended = false;
        try {
            apply.run(difference.changes());
            ended = apply.refused() == 0;
        } finally {
            if (!ended) {
                cli.terminal()
                        .err()
                        .println("tarn: " + apply.done() + " of "
                                + difference.changes().size() + " changes were made; run it again to go on.");
            }
        }
        if (!ended) {
            return Exit.DIFFERENT;
        }
        output().done("made " + apply.done() + " changes", Yaml.object().put("made", apply.done()));
        return Exit.OK;
    }
}
