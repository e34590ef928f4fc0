package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A database of its own with one object of each kind, for requests that need something to be there: table {@code t} with
 * two snapshots, two partitions and two schemas, view {@code v}, function {@code f}; and tag {@code g}, branch {@code b},
 * consumer {@code c} and the files of a table that nobody has registered.
 */
final class World {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Pattern CHANGES_BY_ITSELF = Pattern.compile(
            "\"(updatedAt|createdAt|timeMillis|tagCreateTime|lastFileCreationTime)\"\\s*:\\s*(\\d+|\\[[^\\]]*])");
    private static final Pattern UUID = Pattern.compile("([0-9a-f]{8}(-[0-9a-f]{4}){3})?-[0-9a-f]{12}");

    /** The directory, in what {@code getTable} answers. */
    private static final Pattern PATH = Pattern.compile("\"path\":\"file:([^\"]+)\"");

    final Api api;
    final String database;
    final String tableId;
    private final Path directory;
    private final Path unregistered;

    private World(Api api, String database, Path outside) {
        this.api = api;
        this.database = database;
        api.post(api.databases(), "{\"name\":\"" + database + "\",\"options\":{\"a\":\"1\"}}")
                .ok();
        api.post(api.tables(database), Examples.createTable(database, "t")).ok();
        api.post(api.tables(database), Examples.createTable(database, "e")).ok();
        JsonNode table = api.get(table()).ok().json();
        tableId = table.get("id").asText();
        directory = Path.of(table.get("path").asText().substring("file:".length()));
        api.post(table() + "/commit", Examples.commit(this, 1)).ok();
        api.post(table() + "/commit", Examples.commit(this, 2)).ok();
        api.post(table() + "/partitions", "{\"partitionSpecs\":[{\"dt\":\"empty\"}]}")
                .ok();
        api.post(
                        api.prefix() + "/permissions/grant",
                        "{\"resource\":{\"type\":\"TABLE\",\"database\":\"" + database
                                + "\",\"table\":\"t\"},\"access\":\"SELECT\",\"principal\":\"user:root\"}")
                .ok();
        // Of nobody, so that it hides nothing.
        assertThat(api.post("/manage/v1/principals", "{\"name\":\"role:clerk\"}")
                        .status())
                .isIn(200, 409);
        api.post(table() + "/policies", "{\"principal\":\"role:clerk\",\"rowFilter\":{\"sql\":\"id > 0\"}}")
                .ok();
        api.post(table() + "/tags", "{\"tagName\":\"g\",\"snapshotId\":1}").ok();
        api.post(table() + "/branches", "{\"branch\":\"b\",\"fromTag\":\"g\"}").ok();
        api.post(table() + "/consumers/reset", "{\"consumerId\":\"c\",\"nextSnapshotId\":2}")
                .ok();
        api.post(table(), Api.addColumn("later")).ok();
        api.post(in("/views"), Examples.createView(database, "v")).ok();
        api.post(in("/functions"), Examples.createFunction("f")).ok();
        unregistered = outside.resolve(database);
        copyFiles();
    }

    /** @param outside a directory in which the catalog allows tables */
    static World make(Api api, Path outside) {
        return new World(api, "world" + COUNT.incrementAndGet() + "x", outside);
    }

    /** Leaves as few rows as possible. */
    void drop() {
        assertThat(api.delete(in("")).status()).isIn(200, 404);
        assertThat(api.delete(in("-new")).status()).isIn(200, 404);
    }

    private void copyFiles() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = unregistered
                        .resolve("files")
                        .resolve(directory.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where files of a table lie that is in no database yet. */
    String unregistered() {
        return "file:" + unregistered.resolve("files");
    }

    String in(String below) {
        return api.databases() + "/" + database + below;
    }

    String table() {
        return in("/tables/t");
    }

    /**
     * All that clients can see of this world, as one text: what the server {@link #answers} about it, and the files of its
     * tables.
     * Names that differ between worlds, ids and times are left out, so that two worlds to which the same was done are equal.
     */
    String seen() {
        return seen(true);
    }

    /** As {@link #seen}, without files. */
    String answers() {
        return seen(false);
    }

    private String seen(boolean withFiles) {
        List<String> lines = new ArrayList<>();
        lines.add(read(api.databases() + "?databaseNamePattern=" + database + "%25"));
        lines.add(read(in("")));
        lines.add(read(api.prefix() + "/permissions?resourceType=TABLE&table=t&database=" + database));
        JsonNode views = see(lines, in("/views"), "views");
        views.forEach(view -> lines.add(read(in("/views/" + Api.encode(view.asText())))));
        JsonNode functions = see(lines, in("/functions"), "functions");
        functions.forEach(function -> lines.add(read(in("/functions/" + Api.encode(function.asText())))));
        JsonNode tables = see(lines, in("/tables"), "tables");
        tables.forEach(table -> seeTable(lines, table.asText(), withFiles));
        String text = String.join("\n", lines).replace(database, "DATABASE");
        return UUID.matcher(CHANGES_BY_ITSELF.matcher(text).replaceAll("\"$1\":TIME"))
                .replaceAll("ID");
    }

    private void seeTable(List<String> lines, String name, boolean withFiles) {
        String table = in("/tables/" + Api.encode(name));
        String answer = read(table);
        lines.add(answer);
        for (String part :
                List.of("/snapshot", "/snapshots", "/schemas", "/partitions", "/tags", "/consumers", "/policies")) {
            lines.add(name + part + " " + read(table + part));
        }
        see(lines, table + "/branches", "branches").forEach(branch -> {
            String path = in("/tables/" + Api.encode(name + "$branch_" + branch.asText()));
            for (String part : List.of("", "/snapshot", "/snapshots", "/schemas", "/tags")) {
                lines.add(branch.asText() + part + " " + read(path + part));
            }
        });
        if (withFiles) {
            PATH.matcher(answer).results().forEach(match -> lines.addAll(files(Path.of(match.group(1)))));
        }
    }

    private JsonNode see(List<String> lines, String path, String member) {
        Api.Answer answer = api.get(path);
        lines.add(path + " " + answer.body());
        return answer.status() == 200 ? answer.json().get(member) : Api.JSON.createArrayNode();
    }

    private String read(String path) {
        return path + " " + api.get(path).body();
    }

    private static List<String> files(Path directory) {
        try (Stream<Path> files = Files.exists(directory) ? Files.walk(directory) : Stream.<Path>empty()) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = directory.relativize(file).toString();
                lines.add(name + " " + (name.startsWith("data") ? "" : Files.readString(file)));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares what was seen, and shows only the lines that differ. */
    static void assertSame(String what, String before, String after) {
        Set<String> gone = new LinkedHashSet<>(before.lines().toList());
        Set<String> come = new LinkedHashSet<>(after.lines().toList());
        gone.removeAll(after.lines().toList());
        come.removeAll(before.lines().toList());
        if (!before.equals(after)) {
            throw new AssertionError(
                    what + "\nno longer there:\n" + String.join("\n", gone) + "\nnew:\n" + String.join("\n", come));
        }
    }

    static ObjectNode object() {
        return Api.JSON.createObjectNode();
    }
}
