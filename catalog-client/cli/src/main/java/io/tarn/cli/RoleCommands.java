package io.tarn.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "role", description = "Roles; analyst is the same as role:analyst here")
final class RoleCommands extends Group {
    private final Principals principals;

    RoleCommands(Cli cli) {
        super(cli);
        this.principals = new Principals(cli);
    }

    private static String label(String name) {
        return name.startsWith("role:") ? name : "role:" + name;
    }

    @Command(description = "List roles")
    int list() {
        return principals.list("role");
    }

    @Command(description = "Show a role and its members")
    int show(@Parameters(paramLabel = "ROLE") String name) {
        return principals.show(label(name));
    }

    @Command(description = "Create a role; it may nothing yet")
    int create(@Parameters(paramLabel = "ROLE") String name) {
        return principals.create(label(name));
    }

    @Command(description = "Drop a role with its memberships and grants")
    int drop(@Parameters(paramLabel = "ROLE") String name) {
        return principals.drop(label(name), false);
    }

    @Command(description = "Make principals members of a role")
    int add(
            @Parameters(paramLabel = "ROLE") String name,
            @Parameters(paramLabel = "PRINCIPAL", arity = "1..*", description = "Such as user:alice")
                    List<String> members) {
        return principals.add(label(name), members);
    }

    @Command(description = "End memberships in a role")
    int remove(
            @Parameters(paramLabel = "ROLE") String name,
            @Parameters(paramLabel = "PRINCIPAL", arity = "1..*") List<String> members,
            @Option(
                            names = "--force",
                            description = "Also when nobody with a token is left who may administrate the server")
                    boolean force) {
        return principals.remove(label(name), members, force);
    }
}
