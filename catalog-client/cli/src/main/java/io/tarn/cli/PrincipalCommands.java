package io.tarn.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "principal", description = "Users, services, groups and roles, by labels such as user:alice")
final class PrincipalCommands extends Group {
    private static final String FORCE = "Also when nobody with a token is left who may administrate the server";

    private final Principals principals;

    PrincipalCommands(Cli cli) {
        super(cli);
        this.principals = new Principals(cli);
    }

    @Command(description = "List principals")
    int list(
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            defaultValue = "",
                            description = "user, service, group or role")
                    String kind) {
        return principals.list(kind);
    }

    @Command(description = "Show a principal, with what it is a member of, and its members")
    int show(@Parameters(paramLabel = "PRINCIPAL") String label) {
        return principals.show(label);
    }

    @Command(description = "Create a principal; it may nothing yet")
    int create(@Parameters(paramLabel = "PRINCIPAL") String label) {
        return principals.create(label);
    }

    @Command(description = "Drop a principal with its tokens, memberships and grants")
    int drop(
            @Parameters(paramLabel = "PRINCIPAL") String label,
            @Option(names = "--force", description = FORCE) boolean force) {
        return principals.drop(label, force);
    }

    @Command(description = "Let a principal do what it may again")
    int enable(@Parameters(paramLabel = "PRINCIPAL") String label) {
        return principals.enable(label, true, false);
    }

    @Command(description = "Let a principal do nothing until it is enabled again")
    int disable(
            @Parameters(paramLabel = "PRINCIPAL") String label,
            @Option(names = "--force", description = FORCE) boolean force) {
        return principals.enable(label, false, force);
    }

    @Command(description = "Say that all clients of a service keep to row filters and column masks")
    int trust(@Parameters(paramLabel = "SERVICE") String label) {
        cli.management().trust(label, true);
        output().done("trusted", "principal", label);
        return Exit.OK;
    }

    @Command(description = "Take that back")
    int distrust(@Parameters(paramLabel = "SERVICE") String label) {
        cli.management().trust(label, false);
        output().done("distrusted", "principal", label);
        return Exit.OK;
    }

    @Command(description = "List the direct members of a group or role")
    int members(@Parameters(paramLabel = "GROUP") String label) {
        return principals.members(label);
    }

    @Command(name = "add-member", description = "Make principals members of a group or role")
    int addMember(
            @Parameters(paramLabel = "GROUP") String group,
            @Parameters(paramLabel = "PRINCIPAL", arity = "1..*") List<String> members) {
        return principals.add(group, members);
    }

    @Command(name = "remove-member", description = "End memberships in a group or role")
    int removeMember(
            @Parameters(paramLabel = "GROUP") String group,
            @Parameters(paramLabel = "PRINCIPAL", arity = "1..*") List<String> members,
            @Option(names = "--force", description = FORCE) boolean force) {
        return principals.remove(group, members, force);
    }
}
