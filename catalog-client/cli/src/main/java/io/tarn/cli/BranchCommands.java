package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.BranchServiceGrpc;
import io.tarn.proto.v1.BranchServiceGrpc.BranchServiceBlockingStub;
import io.tarn.proto.v1.CreateBranchRequest;
import io.tarn.proto.v1.DropBranchRequest;
import io.tarn.proto.v1.ForwardBranchRequest;
import io.tarn.proto.v1.RenameBranchRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "branch", description = "Branches of a managed table")
final class BranchCommands extends Group {
    BranchCommands(Cli cli) {
        super(cli);
    }

    private BranchServiceBlockingStub branches() {
        return cli.service(BranchServiceGrpc::newBlockingStub);
    }

    @Command(description = "List the branches, without main")
    int list(@Parameters(paramLabel = "TABLE") String name) {
        List<ObjectNode> rows = new BlastRadius(cli)
                .branches(ObjectPath.parse(name).table()).stream()
                        .map(branch -> Yaml.object().put("branch", branch))
                        .toList();
        output().list("branches", rows, Column.text("BRANCH", "branch"));
        return Exit.OK;
    }

    @Command(description = "Create a branch: empty, or where a tag is")
    int create(
            @Parameters(paramLabel = "TABLE") String name,
            @Parameters(paramLabel = "BRANCH") String branch,
            @Option(names = "--tag", paramLabel = "TAG", description = "Where it begins") @Nullable String tag) {
        CreateBranchRequest.Builder request = CreateBranchRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setTable(ObjectPath.parse(name).table())
                .setBranch(branch);
        if (tag != null) {
            request.setFromTag(tag);
        }
        branches().createBranch(request.build());
        output().done("created", "branch", branch + " of " + name);
        return Exit.OK;
    }

    @Command(description = "Rename a branch")
    int rename(
            @Parameters(paramLabel = "TABLE") String name,
            @Parameters(paramLabel = "BRANCH") String branch,
            @Parameters(paramLabel = "NEW-NAME") String to) {
        branches()
                .renameBranch(RenameBranchRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setTable(ObjectPath.parse(name).table())
                        .setBranch(branch)
                        .setToBranch(to)
                        .build());
        output().done("renamed", "branch", branch + " of " + name + " to " + to);
        return Exit.OK;
    }

    @Command(description = "Make a branch's history the table's own; what the table has beyond where it began goes")
    int forward(@Parameters(paramLabel = "TABLE") String name, @Parameters(paramLabel = "BRANCH") String branch) {
        ObjectPath path = ObjectPath.parse(name);
        return cli.confirmed(
                "make branch " + branch + " the history of table " + path,
                path.toString(),
                () -> new BlastRadius(cli).ofTable(path),
                () -> {
                    branches()
                            .forwardBranch(ForwardBranchRequest.newBuilder()
                                    .setCatalog(cli.catalog())
                                    .setTable(path.table())
                                    .setBranch(branch)
                                    .build());
                    output().done("forwarded", "table", path + " to branch " + branch);
                });
    }

    @Command(description = "Drop a branch")
    int drop(@Parameters(paramLabel = "TABLE") String name, @Parameters(paramLabel = "BRANCH") String branch) {
        ObjectPath path = ObjectPath.parse(name);
        return cli.confirmed(
                "drop branch " + branch + " of table " + path,
                branch,
                () -> new BlastRadius(cli).sizes(path.table(branch)),
                () -> {
                    branches()
                            .dropBranch(DropBranchRequest.newBuilder()
                                    .setCatalog(cli.catalog())
                                    .setTable(path.table())
                                    .setBranch(branch)
                                    .build());
                    output().done("dropped", "branch", branch + " of " + path);
                });
    }
}
