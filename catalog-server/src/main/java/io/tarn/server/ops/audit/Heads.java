package io.tarn.server.ops.audit;

import io.tarn.server.store.AuditSeals.Link;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** The heads of chains as an anchor writes them: a line for each, with its id, sequence number and hash. */
final class Heads {
    private Heads() {}

    static String write(Map<UUID, Link> heads) {
        return new TreeMap<>(heads)
                .entrySet().stream()
                        .map(head -> head.getKey() + " " + head.getValue().seq() + " "
                                + head.getValue().hash())
                        .collect(Collectors.joining("\n"));
    }

    /** @throws IllegalArgumentException for what is not written by {@link #write} */
    static Map<UUID, Link> read(String text) {
        Map<UUID, Link> heads = new TreeMap<>();
        for (String line : text.lines().toList()) {
            String[] parts = line.split(" ", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("not a head of a chain");
            }
            heads.put(UUID.fromString(parts[0]), new Link(Long.parseLong(parts[1]), parts[2]));
        }
        return heads;
    }
}
