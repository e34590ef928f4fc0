package io.tarn.cli;

import io.tarn.proto.v1.AccessServiceGrpc;
import io.tarn.proto.v1.Columns;
import io.tarn.proto.v1.GrantRequest;
import io.tarn.proto.v1.Permission;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "grant", description = "Grant privileges on something to somebody")
final class GrantCommand extends Group implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "PRIVILEGE",
            split = ",",
            arity = "1",
            description = "Such as SELECT or SELECT,UPDATE")
    List<String> privileges = List.of();

    @Parameters(index = "1", paramLabel = "KIND", description = ResourceText.KINDS)
    String kind = "";

    @Parameters(index = "2", paramLabel = "NAME", arity = "0..1", defaultValue = "")
    String name = "";

    @Option(names = "--to", paramLabel = "PRINCIPAL", required = true, description = "Such as role:analyst")
    List<String> to = List.of();

    @Option(names = "--columns", paramLabel = "COLUMN", split = ",", description = "Of a column grant: these")
    @Nullable
    List<String> columns;

    @Option(
            names = "--all-columns-but",
            paramLabel = "COLUMN",
            split = ",",
            description = "Of a column grant: all others, also those that come later")
    @Nullable
    List<String> excluded;

    @Option(names = "--until", paramLabel = "TIME", description = "When it ends by itself")
    @Nullable
    String until;

    GrantCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        Permission.Builder permission = Permission.newBuilder();
        if (columns != null && excluded != null) {
            throw new UsageException("Say --columns or --all-columns-but, not both");
        }
        if (columns != null || excluded != null) {
            permission.setColumns(Columns.newBuilder()
                    .setExcluded(excluded != null)
                    .addAllNames(excluded == null ? all(columns) : excluded));
        }
        if (until != null) {
            permission.setExpiresAtMillis(Times.millis(until));
        }
        GrantItems items = GrantItems.of(permission, privileges, ResourceText.parse(kind, name), to);
        return items.report(
                cli,
                "granted",
                cli.service(AccessServiceGrpc::newBlockingStub)
                        .grant(GrantRequest.newBuilder()
                                .setCatalog(cli.catalog())
                                .addAllPermissions(items.permissions())
                                .build())
                        .getResultsList());
    }
}
