package io.tarn.cli;

import io.tarn.proto.v1.AccessServiceGrpc;
import io.tarn.proto.v1.Permission;
import io.tarn.proto.v1.RevokeRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "revoke", description = "Take privileges back; what is not there is no error")
final class RevokeCommand extends Group implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PRIVILEGE", split = ",", arity = "1")
    List<String> privileges = List.of();

    @Parameters(index = "1", paramLabel = "KIND", description = ResourceText.KINDS)
    String kind = "";

    @Parameters(index = "2", paramLabel = "NAME", arity = "0..1", defaultValue = "")
    String name = "";

    @Option(names = "--from", paramLabel = "PRINCIPAL", required = true)
    List<String> from = List.of();

    RevokeCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        GrantItems items = GrantItems.of(Permission.newBuilder(), privileges, ResourceText.parse(kind, name), from);
        return items.report(
                cli,
                "revoked",
                cli.service(AccessServiceGrpc::newBlockingStub)
                        .revoke(RevokeRequest.newBuilder()
                                .setCatalog(cli.catalog())
                                .addAllPermissions(items.permissions())
                                .build())
                        .getResultsList());
    }
}
