package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.client.manage.Issued;
import io.tarn.client.manage.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "token", description = "Bearer tokens of a user or service")
final class TokenCommands extends Group {
    TokenCommands(Cli cli) {
        super(cli);
    }

    @Command(description = "List the tokens of a principal; their secrets are nowhere")
    int list(@Parameters(paramLabel = "PRINCIPAL") String principal) {
        output().list(
                        "tokens",
                        cli.management().tokens(principal).stream()
                                .map(TokenCommands::document)
                                .toList(),
                        Column.text("ID", "id"),
                        Column.text("NAME", "tokenName"),
                        Column.time("CREATED", "createdAtMillis"),
                        Column.text("BY", "createdBy"),
                        Column.time("EXPIRES", "expiresAtMillis"),
                        Column.time("LAST USED", "lastUsedAtMillis"),
                        Column.time("REVOKED", "revokedAtMillis"));
        return Exit.OK;
    }

    private static ObjectNode document(Token token) {
        return Yaml.object()
                .put("id", token.id())
                .put("tokenName", token.name())
                .put("createdAtMillis", token.createdAtMillis())
                .put("createdBy", token.createdBy())
                .put("expiresAtMillis", token.expiresAtMillis())
                .put("lastUsedAtMillis", token.lastUsedAtMillis())
                .put("revokedAtMillis", token.revokedAtMillis());
    }

    @Command(description = "Make a token; the answer is the only copy of its secret")
    int issue(
            @Parameters(paramLabel = "PRINCIPAL") String principal,
            @Option(names = "--name", paramLabel = "TEXT", defaultValue = "", description = "What you call it")
                    String name,
            @Option(names = "--expires", paramLabel = "TIME", description = "Such as 2030-01-31; else never") @Nullable
                    String expires,
            @Option(
                            names = "--to",
                            paramLabel = "FILE",
                            description = "Write it there, for its owner alone; it is not shown")
                    @Nullable
                    String file) {
        SecretFile target = file == null ? null : SecretFile.create(file);
        Issued<Token> issued;
        try {
            issued = cli.management().issueToken(principal, name, expires == null ? 0 : Times.millis(expires));
        } catch (RuntimeException e) {
            if (target != null) {
                target.remove();
            }
            throw e;
        }
        ObjectNode document = document(issued.made());
        if (target == null) {
            document.put("secret", issued.secret());
        } else {
            target.write(issued.secret());
            document.put("file", target.path().toString());
        }
        if (output().isJson()) {
            output().json(document);
        } else if (target == null) {
            output().line(issued.secret());
        } else {
            output().done("issued", "token", issued.made().id() + " of " + principal + ", in " + target.path());
        }
        return Exit.OK;
    }

    @Command(description = "Revoke tokens of a principal, by their ids")
    int revoke(
            @Parameters(paramLabel = "PRINCIPAL") String principal,
            @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids,
            @Option(
                            names = "--force",
                            description = "Also when nobody with a token is left who may administrate the server")
                    boolean force) {
        ids.forEach(id -> cli.management().revokeToken(principal, id, force));
        output().done("revoked", "token", String.join(", ", ids) + " of " + principal);
        return Exit.OK;
    }
}
