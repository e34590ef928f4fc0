package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.StatusRuntimeException;
import io.tarn.client.manage.ManagementException;
import io.tarn.client.manage.ServerInfo;
import io.tarn.proto.v1.DatabaseServiceGrpc;
import io.tarn.proto.v1.ListDatabasesRequest;
import io.tarn.proto.v1.ListDatabasesResponse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

@Command(
        name = "check",
        description = {
            "Look whether things are as they must be; 1 when not.",
            "On the machine of a server, ./tarn check storage tries its catalogs' storage."
        })
final class CheckCommands extends Group {
    /** Beyond this, what begins and ends by the clock surprises people. */
    private static final Duration CLOCKS = Duration.ofSeconds(5);

    private final List<ObjectNode> checks = new ArrayList<>();
    private boolean failed;

    CheckCommands(Cli cli) {
        super(cli);
    }

    @Command(description = "Reach a server on both its addresses, log in, and compare clocks")
    int server() {
        Settings settings = cli.settings();
        check(
                "addresses",
                () -> settings.http() + " and " + settings.grpc()
                        + (settings.profileName().isEmpty() ? "" : ", profile " + settings.profileName()));
        check("token", () -> {
            settings.token();
            return "there is one";
        });
        if (!failed) {
            check("privacy", () -> privacy(settings.http()) + ", " + privacy(settings.grpc()));
            check("HTTP", this::http);
            check("login over HTTP", this::administrates);
            check("login over gRPC", this::databases);
        }
        output().list(
                        "checks",
                        checks,
                        Column.text("CHECK", "check"),
                        Column.text("RESULT", "result"),
                        Column.text("WHAT", "what"));
        return failed ? Exit.DIFFERENT : Exit.OK;
    }

    private void check(String name, Supplier<String> check) {
        String result = "ok";
        String what;
        try {
            what = check.get();
        } catch (UsageException | StatusRuntimeException | ManagementException e) {
            failed = true;
            result = "FAILED";
            Failure failure = Failure.of(e);
            what = failure.message() + (failure.code() == Exit.DENIED ? " " + failure.next() : "");
        }
        checks.add(Yaml.object().put("check", name).put("result", result).put("what", what));
    }

    private static String privacy(URI address) {
        boolean tls = address.getScheme().equals("https") || address.getScheme().equals("grpcs");
        boolean here = List.of("127.0.0.1", "localhost", "[::1]").contains(address.getHost());
        if (!tls && !here) {
            throw new UsageException(
                    address + " is not encrypted: whoever is on the way to it reads the token; use https and grpcs");
        }
        return address.getScheme() + (tls ? " with TLS" : " on this machine");
    }

    private String http() {
        ServerInfo info = cli.management().info();
        long apart = info.atMillis() == 0 ? 0 : Math.abs(info.atMillis() - System.currentTimeMillis());
        if (apart > CLOCKS.toMillis()) {
            throw new UsageException("its clock and this one are " + apart / 1000 + " seconds apart");
        }
        return "answers in " + info.roundTripMillis() + " ms, serves version " + info.protocolVersion()
                + " of the protocol, clocks agree";
    }

    /** A refusal says who asked. */
    private String administrates() {
        try {
            cli.management().principals("role", "");
            return "this token may administrate the server";
        } catch (ManagementException e) {
            if (e.status() == 403) {
                return "this token is no administrator's: " + e.getMessage();
            }
            throw e;
        }
    }

    private String databases() {
        String catalog = cli.catalog();
        ListDatabasesResponse page = cli.service(DatabaseServiceGrpc::newBlockingStub)
                .listDatabases(ListDatabasesRequest.newBuilder()
                        .setCatalog(catalog)
                        .setPage(page("", null))
                        .build());
        return "catalog " + catalog + ", of which it sees " + page.getDatabasesCount()
                + (page.getNextPageToken().isEmpty() ? "" : " and more") + " databases";
    }
}
