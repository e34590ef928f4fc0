package io.tarn.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code tarn} command. */
public final class Tarn {
    private Tarn() {}

    public static void main(String[] arguments) {
        System.exit(run(Terminal.ofSystem(), arguments));
    }

    /** @return the exit code */
    static int run(Terminal terminal, String... arguments) {
        try (Cli cli = new Cli(terminal)) {
            int code = Commands.of(cli, arguments)
                    .setOut(terminal.out())
                    .setErr(terminal.err())
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setParameterExceptionHandler(Tarn::misused)
                    .setExecutionExceptionHandler((failure, line, parsed) -> failed(cli, failure))
                    .execute(arguments);
            terminal.out().flush();
            return code;
        } catch (LinkageError | RuntimeException e) {
            terminal.err().println(Failure.bug(e).line());
            return Exit.BUG;
        }
    }

    private static int misused(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("the command line is not valid");
        command.getErr().println(Column.printable("tarn: " + message));
        UnmatchedArgumentException.printSuggestions(failure, command.getErr());
        command.getErr().println("'tarn help" + path(command) + "' says what can be said here.");
        return Exit.USAGE;
    }

    private static String path(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        return name.indexOf(' ') < 0 ? "" : name.substring(name.indexOf(' '));
    }

    private static int failed(Cli cli, Exception failure) {
        Failure told = Failure.of(failure);
        if (cli.globals().json) {
            cli.terminal()
                    .err()
                    .println(Yaml.object()
                            .put("error", told.error())
                            .put("message", told.message())
                            .put("requestId", told.requestId())
                            .put("exitCode", told.code())
                            .toString());
        } else {
            cli.terminal().err().println(told.line());
        }
        return told.code();
    }
}
