package io.tarn.cli;

import io.tarn.proto.v1.AccessServiceGrpc;
import io.tarn.proto.v1.TransferOwnershipRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "chown", description = "Give a database, table, view or function to another owner")
final class ChownCommand extends Group implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "KIND", description = "database, table, view or function")
    String kind = "";

    @Parameters(index = "1", paramLabel = "NAME")
    String name = "";

    @Option(names = "--to", paramLabel = "PRINCIPAL", required = true)
    String to = "";

    ChownCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        cli.service(AccessServiceGrpc::newBlockingStub)
                .transferOwnership(TransferOwnershipRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setResource(ResourceText.parse(kind, name))
                        .setOwner(to)
                        .build());
        output().done("gave", kind, name + " to " + to);
        return Exit.OK;
    }
}
