package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.AccessServiceGrpc;
import io.tarn.proto.v1.HeldGrant;
import io.tarn.proto.v1.WhoCanRequest;
import io.tarn.proto.v1.WhoCanResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "who-can", description = "List who holds a privilege on something, now or at a time (administrators)")
final class WhoCanCommand extends Group implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PRIVILEGE")
    String privilege = "";

    @Parameters(index = "1", paramLabel = "KIND", description = ResourceText.KINDS)
    String kind = "";

    @Parameters(index = "2", paramLabel = "NAME", arity = "0..1", defaultValue = "")
    String name = "";

    @Option(names = "--at", paramLabel = "TIME", description = "Such as 2030-01-31 or 2030-01-31T12:00:00Z")
    @Nullable
    String at;

    WhoCanCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        WhoCanRequest.Builder request = WhoCanRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setResource(ResourceText.parse(kind, name))
                .setAccess(privilege.toUpperCase(Locale.ROOT));
        if (at != null) {
            request.setAtMillis(Times.millis(at));
        }
        List<ObjectNode> rows =
                cli.service(AccessServiceGrpc::newBlockingStub).whoCan(request.build()).getPrincipalsList().stream()
                        .map(WhoCanCommand::document)
                        .toList();
        output().list(
                        "principals",
                        rows,
                        Column.text("PRINCIPAL", "principal"),
                        Column.text("BECAUSE", "because"),
                        Column.text("GRANT", "grantText"));
        return Exit.OK;
    }

    private static ObjectNode document(WhoCanResponse.Allowed allowed) {
        ObjectNode document =
                Yaml.object().put("principal", allowed.getPrincipal()).put("because", allowed.getBecause());
        if (allowed.hasGrant()) {
            HeldGrant grant = allowed.getGrant();
            document.set("grant", GrantsCommands.document(grant));
            document.put(
                    "grantText",
                    grant.getAccess() + " on " + grant.getResourceType().toLowerCase(Locale.ROOT)
                            + (grant.hasColumns() ? " (" + ResourceText.columns(grant.getColumns()) + ")" : ""));
        }
        return document;
    }
}
