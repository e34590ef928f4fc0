package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.client.manage.AccessKey;
import io.tarn.client.manage.Issued;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "key", description = "Key pairs that a user or service signs requests with")
final class KeyCommands extends Group {
    KeyCommands(Cli cli) {
        super(cli);
    }

    @Command(description = "List the keys of a principal; their secrets are nowhere")
    int list(@Parameters(paramLabel = "PRINCIPAL") String principal) {
        output().list(
                        "keys",
                        cli.management().keys(principal).stream()
                                .map(KeyCommands::document)
                                .toList(),
                        Column.text("ID", "id"),
                        Column.text("ACCESS KEY", "accessKeyId"),
                        Column.time("CREATED", "createdAtMillis"),
                        Column.text("BY", "createdBy"),
                        Column.time("REVOKED", "revokedAtMillis"));
        return Exit.OK;
    }

    private static ObjectNode document(AccessKey key) {
        return Yaml.object()
                .put("id", key.id())
                .put("accessKeyId", key.accessKeyId())
                .put("createdAtMillis", key.createdAtMillis())
                .put("createdBy", key.createdBy())
                .put("revokedAtMillis", key.revokedAtMillis());
    }

    @Command(description = "Make a key pair; the answer is the only copy of its secret")
    int issue(@Parameters(paramLabel = "PRINCIPAL") String principal) {
        Issued<AccessKey> issued = cli.management().issueKey(principal);
        output().show(
                        document(issued.made()).put("accessKeySecret", issued.secret()),
                        Column.text("accessKeyId", "accessKeyId"),
                        Column.text("accessKeySecret", "accessKeySecret"));
        return Exit.OK;
    }

    @Command(description = "Revoke keys of a principal, by their ids")
    int revoke(
            @Parameters(paramLabel = "PRINCIPAL") String principal,
            @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids) {
        ids.forEach(id -> cli.management().revokeKey(principal, id));
        output().done("revoked", "key", String.join(", ", ids) + " of " + principal);
        return Exit.OK;
    }
}
