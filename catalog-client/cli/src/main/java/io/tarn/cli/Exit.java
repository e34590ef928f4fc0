package io.tarn.cli;

/** With which code the command ends. Scripts rely on these; {@code tarn help exit-codes} says them. */
final class Exit {
    static final int OK = 0;
    /** Something is not as it must be, there are differences, or the user said no. */
    static final int DIFFERENT = 1;
    /** The command, its configuration or what it asks for is not valid. */
    static final int USAGE = 2;

    static final int NOT_FOUND = 3;
    static final int DENIED = 4;
    static final int CONFLICT = 5;
    /** No server, a busy one, or one that does not know what came of it. */
    static final int UNAVAILABLE = 6;

    static final int NOT_SUPPORTED = 7;
    /** A fault of the command itself. */
    static final int BUG = 70;

    static final String HELP = """
        Exit codes of tarn:
          0   done
          1   not as it must be: differences, a failed check, something that could not be done in a list, or you said no
          2   the command line, the configuration or what was asked for is not valid; nothing was done
          3   not found, or you may not know of it
          4   denied, or the token is missing, wrong or expired
          5   in conflict with what is there: it exists already, or has changed meanwhile
          6   the server is not there or busy, or it is not known what came of the command
          7   the server does not do that
          70  a fault of tarn itself
        """;

    private Exit() {}
}
