package io.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.config.ConfigLoader;
import io.tarn.server.testing.FakeStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void aLocalWarehouseThatWorksIsAsItMustBeAndStaysClean() throws IOException {
        assertThat(check("- name: main")).isTrue();

        assertThat(output()).hasSize(7).last().isEqualTo("Everything is as it must be");
        assertThat(output().subList(0, 6)).allMatch(line -> line.startsWith("ok    main: ") && line.endsWith(": yes"));
        assertThat(left()).isEmpty();
    }

    @Test
    void aWarehouseThatCannotBeWrittenIsNot() throws IOException {
        Files.createDirectories(directory.resolve("warehouse"));
        Files.createFile(directory.resolve("warehouse").resolve("main"));

        assertThat(check("- name: main")).isFalse();
        assertThat(output()).anyMatch(line -> line.startsWith("FAIL  main: the server writes a file: no"));
        assertThat(output()).last().isEqualTo("Not everything is as it must be");
    }

    /** It believes whatever credentials it is shown, which is just what must not go unnoticed. */
    @Test
    void aStoreThatDoesNotKeepSessionPoliciesIsFound() throws IOException {
        try (FakeStore store = new FakeStore()) {
            assertThat(check(catalog(store, "{mode: sts, role-arn: \"arn:aws:iam::1:role/r\"}")))
                    .isFalse();

            assertThat(output())
                    .contains(
                            "ok    lake: a conditional write leaves it as it is: yes",
                            "ok    lake: a read token reads its directory: yes",
                            "FAIL  lake: a read token never reads beside its directory: yes",
                            "FAIL  lake: a read token never lists what its directory lies in: yes",
                            "FAIL  lake: a read token never writes: yes",
                            "FAIL  lake: a write token never writes snapshot/snapshot-1: yes",
                            "FAIL  lake: a write token never writes branch/branch-b/schema/schema-0: yes");
            assertThat(String.join("\n", output())).doesNotContain(FakeStore.SECRET_KEY, FakeStore.GIVEN_SECRET);
            assertThat(store.keys()).as("what it leaves").isEmpty();
        }
    }

    @Test
    void aTokenServiceThatRefusesIsSaid() throws IOException {
        try (FakeStore store = new FakeStore()) {
            store.answers(asked -> FakeStore.refuse(403, "AccessDenied"));
            assertThat(check(catalog(store, "{mode: sts}"))).isFalse();
            assertThat(output())
                    .filteredOn(line -> line.startsWith("FAIL"))
                    .hasSize(2)
                    .allMatch(line -> line.contains("token is given out: no: ") && line.contains("AccessDenied"));
        }
    }

    @Test
    void vendingThatCannotBeIsRefusedByItsKey() {
        assertRefused("- {name: a, s3: {vending: {mode: sts}}}", "s3.vending.mode");
        assertRefused("- {name: a, s3: {vending: {mode: odd}}}", "vending.mode");
        assertRefused("- {name: a, s3: {vending: {lifetime-seconds: 3600}}}", "7200");
        assertRefused("- {name: a, s3: {vending: {life: 1}}}", "unknown key 'life'");
        String s3 = "- {name: a, warehouse: \"s3://lake/w\", s3: {access-key: k, secret-key: s, vending: {mode: static";
        assertRefused(s3 + "}}}", "of its own");
        assertRefused(s3 + ", access-key: k}}}", "or neither");
    }

    private void assertRefused(String catalog, String message) {
        assertThatThrownBy(() -> check(catalog))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    private static String catalog(FakeStore store, String vending) {
        return "- {name: lake, warehouse: \"s3://lake/w\", s3: {endpoint: \"%s\", access-key: %s, secret-key: %s, path-style: true, vending: %s}}"
                .formatted(store.endpoint(), FakeStore.ACCESS_KEY, FakeStore.SECRET_KEY, vending);
    }

    private boolean check(String catalog) throws IOException {
        Path file = Files.writeString(
                directory.resolve("tarn.yaml"), "data-dir: " + directory + "\ncatalogs:\n  " + catalog + "\n");
        Config config = ConfigLoader.load(file, Map.of()).config();
        return CheckCommand.storage(config, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private List<String> output() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("tarn-check-"))
                    .toList();
        }
    }
}
