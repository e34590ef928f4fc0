package io.tarn.cli;

import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import io.tarn.client.manage.ManagementClient;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What commands work with, for one run. */
final class Cli implements AutoCloseable {
    private final Terminal terminal;
    private final Globals globals = new Globals();
    private final Output output;
    private final Confirmation confirmation;
    private @Nullable Connection connection;

    Cli(Terminal terminal) {
        this.terminal = terminal;
        this.output = new Output(terminal, globals);
        this.confirmation = new Confirmation(terminal, globals);
    }

    Terminal terminal() {
        return terminal;
    }

    Globals globals() {
        return globals;
    }

    Output output() {
        return output;
    }

    Settings settings() {
        return connection().settings();
    }

    Connection connection() {
        Connection open = connection;
        if (open == null) {
            open = new Connection(Settings.of(globals, terminal.environment()));
            connection = open;
        }
        return open;
    }

    <S extends AbstractStub<S>> S service(Function<Channel, S> service) {
        return connection().service(service);
    }

    ManagementClient management() {
        return connection().management();
    }

    /** The name of the catalog that is meant. */
    String catalog() {
        return connection().catalog();
    }

    /**
     * Does something that takes away, after {@link Confirmation}.
     *
     * @return the exit code
     */
    int confirmed(String what, String word, Supplier<List<String>> preview, Runnable action) {
        return switch (confirmation.ask(what, word, preview)) {
            case GO_ON -> {
                action.run();
                yield Exit.OK;
            }
            case ONLY_LOOK -> Exit.OK;
            case STOP -> Exit.DIFFERENT;
        };
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
