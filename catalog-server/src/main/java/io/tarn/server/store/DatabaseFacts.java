package io.tarn.server.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a database says of itself.
 *
 * @param product such as MySQL, MariaDB or H2
 * @param version as it says it, such as 8.0.33 or 10.11.4-MariaDB
 * @param readCommitted whether the connections of the pool are at READ COMMITTED
 * @param variables its global settings, by their names in lower case; empty for H2
 * @param status what it tells of a Galera cluster, by names in lower case
 * @param charset of the database in which the catalog is; empty for H2
 * @param clockAheadMillis by how much its clock is ahead of this machine's
 * @param members of its replication group; empty when it is in none
 */
public record DatabaseFacts(
        String product,
        String version,
        boolean readCommitted,
        Map<String, String> variables,
        Map<String, String> status,
        String charset,
        long clockAheadMillis,
        List<Member> members) {
    public DatabaseFacts {
        variables = Map.copyOf(variables);
        status = Map.copyOf(status);
        members = List.copyOf(members);
    }

    /** @param state such as ONLINE or RECOVERING */
    public record Member(String address, String state, String role) {}

    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    /** Empty when it has no such setting, or it is no number. */
    public Optional<Long> number(String name) {
        return variable(name).filter(text -> text.matches("[0-9]{1,18}")).map(Long::parseLong);
    }

    /** Whether a setting is there and switched on. */
    public boolean on(String name) {
        return variable(name)
                .filter(text -> text.equals("1") || text.equalsIgnoreCase("ON"))
                .isPresent();
    }
}
