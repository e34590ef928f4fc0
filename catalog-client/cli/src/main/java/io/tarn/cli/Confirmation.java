package io.tarn.cli;

import java.util.List;
import java.util.function.Supplier;

/** Asks before something is taken away, and says what goes with it. */
final class Confirmation {
    /** What is to be done next. */
    enum Answer {
        GO_ON,
        ONLY_LOOK,
        STOP
    }

    private final Terminal terminal;
    private final Globals globals;

    Confirmation(Terminal terminal, Globals globals) {
        this.terminal = terminal;
        this.globals = globals;
    }

    /**
     * @param what is to be done, such as "drop table shop.orders"
     * @param word to be typed: the name of what goes
     * @param preview what goes with it, a line each; only made when somebody reads it
     * @throws UsageException when nobody is there to answer, and nobody said yes
     */
    Answer ask(String what, String word, Supplier<List<String>> preview) {
        if (globals.dryRun) {
            terminal.out().println(Column.printable("This would " + what + ":"));
            preview.get().forEach(line -> terminal.out().println("  " + Column.printable(line)));
            return Answer.ONLY_LOOK;
        }
        if (globals.yes) {
            return Answer.GO_ON;
        }
        if (!terminal.interactive()) {
            throw new UsageException("Nobody is here to confirm: to " + what
                    + " without being asked, say --yes; --dry-run says what would go");
        }
        terminal.err().println(Column.printable("This will " + what + ":"));
        preview.get().forEach(line -> terminal.err().println("  " + Column.printable(line)));
        String typed = terminal.ask(Column.printable("Type '" + word + "' to go on: "));
        if (typed.equals(word)) {
            return Answer.GO_ON;
        }
        terminal.err().println("Nothing was done.");
        return Answer.STOP;
    }
}
