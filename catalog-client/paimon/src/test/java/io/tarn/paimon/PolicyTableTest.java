package io.tarn.paimon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.io.DataOutputViewStreamWrapper;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.rest.RESTCatalogLoader;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.table.system.SystemTableLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // the close() of catalogs throws Exception
class PolicyTableTest {
    private static final String EU = filter("region", "\"eu\"");
    private static final String NAMES = "{\"columnMasking\":{\"name\":"
            + Json.quote("{\"name\":\"CONCAT\",\"inputs\":[\"***\"]}")
            + "},\"tarn\":{\"masks\":{\"name\":{\"function\":\"SHOW_FIRST_4\"}}}}";

    @TempDir
    Path warehouse;

    private ServedTable served;

    @BeforeEach
    void serve() throws Exception {
        served = ServedTable.start(warehouse, false);
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private static String filter(String column, String literal) {
        return "{\"filter\":[" + Json.quote(RowFilterTest.leaf(RowFilterTest.field(column, "STRING"), "EQUAL", literal))
                + "]}";
    }

    @Test
    void withoutRestrictionsEverythingIsAsPaimonMakesIt() throws Exception {
        Table table = served.table();

        assertThat(ServedTable.rows(table))
                .containsExactlyInAnyOrder("1,anna,eu", "2,bert,us", "3,carl,eu", "4,null,us");
        List<Split> splits = table.newReadBuilder().newScan().plan().splits();
        assertThat(splits).allMatch(split -> split.convertToRawFiles().isPresent());
        assertThat(ServedTable.rows(table, table.newReadBuilder().withLimit(1))).hasSizeLessThan(4);
    }

    @Test
    void rowsAreFilteredByColumnsThatAreNotRead() throws Exception {
        served.answer(EU);
        Table table = served.table();

        assertThat(ServedTable.rows(table)).containsExactlyInAnyOrder("1,anna,eu", "3,carl,eu");
        assertThat(ServedTable.rows(table, table.newReadBuilder().withProjection(new int[] {1})))
                .containsExactlyInAnyOrder("anna", "carl");
        assertThat(ServedTable.rows(table, table.newReadBuilder().withProjection(new int[0])))
                .as("what COUNT(*) counts")
                .hasSize(2);
        served.answer(filter("name", "\"bert\""));
        assertThat(ServedTable.rows(table, table.newReadBuilder().withProjection(new int[] {0})))
                .containsExactly("2");
    }

    @Test
    void limitsApplyToWhatIsSeen() throws Exception {
        served.answer(filter("name", "\"carl\""));
        Table table = served.table();

        assertThat(ServedTable.rows(table, table.newReadBuilder().withLimit(1))).containsExactly("3,carl,eu");
    }

    @Test
    void exactMasksComeBeforeTheirStricterForm() throws Exception {
        served.answer(NAMES);
        Table table = served.table();

        assertThat(ServedTable.rows(table))
                .containsExactlyInAnyOrder("1,xxxx,eu", "2,xxxx,us", "3,xxxx,eu", "4,null,us");
        served.answer(NAMES.replace("{\"function\":\"SHOW_FIRST_4\"}", "{\"function\":\"TRANSFORM\"}"));
        assertThat(ServedTable.rows(table)).contains("1,***,eu", "4,***,us");
        served.answer(NAMES.substring(0, NAMES.indexOf(",\"tarn\"")) + "}");
        assertThat(ServedTable.rows(table)).containsExactlyInAnyOrder("1,***,eu", "2,***,us", "3,***,eu", "4,***,us");
    }

    @Test
    void conditionsOnMaskedColumnsAreAboutWhatIsShown() throws Exception {
        served.answer(NAMES);
        Table table = served.table();
        PredicateBuilder where = new PredicateBuilder(table.rowType());

        assertThat(ServedTable.rows(
                        table, table.newReadBuilder().withFilter(where.equal(1, BinaryString.fromString("anna")))))
                .isEmpty();
        ReadBuilder shown = table.newReadBuilder()
                .withFilter(PredicateBuilder.and(
                        where.equal(1, BinaryString.fromString("xxxx")), where.equal(2, BinaryString.fromString("eu"))))
                .withProjection(new int[] {0});
        assertThat(ServedTable.rows(table, shown)).containsExactlyInAnyOrder("1", "3");
    }

    @Test
    void aMaskedPartitionSelectsNothing() throws Exception {
        served.answer("{\"tarn\":{\"masks\":{\"region\":{\"function\":\"HASH\"}}}}");
        Table table = served.table();
        PredicateBuilder where = new PredicateBuilder(table.rowType());

        assertThat(ServedTable.rows(
                        table, table.newReadBuilder().withFilter(where.equal(2, BinaryString.fromString("eu")))))
                .isEmpty();
        ReadBuilder partition = table.newReadBuilder().withPartitionFilter(Map.of("region", "eu"));
        assertThatThrownBy(() -> ServedTable.rows(table, partition)).hasMessageContaining("is hidden");
        assertThat(table.newReadBuilder().newScan().listPartitions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "query-auth.enabled",
                "scan.fallback-branch",
                "scan.fallback-snapshot-branch",
                "scan.fallback-delta-branch",
                "scan.snapshot-id"
            })
    void noOptionEndsThePolicy(String option) throws Exception {
        served.answer(EU);
        FileStoreTable table = (FileStoreTable) served.table();
        Map<String, String> options = Map.of(option, option.equals("scan.snapshot-id") ? "1" : "false");

        assertThat(ServedTable.rows(table.copy(options))).containsExactlyInAnyOrder("1,anna,eu", "3,carl,eu");
        assertThat(ServedTable.rows(table.copyWithoutTimeTravel(options)))
                .containsExactlyInAnyOrder("1,anna,eu", "3,carl,eu");
        assertThat(table.copy(options).options()).containsEntry("query-auth.enabled", "true");
        assertThat(ServedTable.rows(table.copy(table.schema().copy(options))))
                .containsExactlyInAnyOrder("1,anna,eu", "3,carl,eu");
        assertThat(ServedTable.rows(table.copyWithLatestSchema())).containsExactlyInAnyOrder("1,anna,eu", "3,carl,eu");
    }

    @Test
    void branchesHaveThePolicyOfTheirTable() throws Exception {
        served.answer(EU);
        FileStoreTable table = (FileStoreTable) served.table();

        assertThat(ServedTable.rows(table.switchToBranch("b1"))).containsExactlyInAnyOrder("1,anna,eu", "3,carl,eu");
        assertThat(ServedTable.rows(table.copy(Map.of("branch", "b1"))))
                .containsExactlyInAnyOrder("1,anna,eu", "3,carl,eu");
    }

    @Test
    void nativeReadersGetNoFilesOfRestrictedTables() throws Exception {
        served.answer(EU);

        for (Split split : served.table().newReadBuilder().newScan().plan().splits()) {
            DataSplit data = (DataSplit) split;
            assertThat(data.convertToRawFiles()).isEmpty();
            assertThat(data.rawConvertible()).isFalse();
            assertThat(data.mergedRowCountAvailable()).isFalse();
            assertThatThrownBy(() -> data.serialize(new DataOutputViewStreamWrapper(new ByteArrayOutputStream())))
                    .hasMessageContaining("only be read with the Tarn plugin");
        }
    }

    @Test
    void everythingSurvivesTheWayToOtherProcesses() throws Exception {
        served.answer(EU);
        Table table = served.table();
        ReadBuilder builder = copied(table.newReadBuilder());
        List<Split> splits = table.newReadBuilder().newScan().plan().splits();
        int asked = served.server.asked(ServedTable.TABLE + "/auth").size();

        for (Split split : splits) {
            assertThat(read(builder, copied(split))).isSubsetOf("1,anna,eu", "3,carl,eu");
        }
        assertThat(served.server.asked(ServedTable.TABLE + "/auth"))
                .as("the plan has brought the policy")
                .hasSize(asked);
    }

    @Test
    void splitsThatAnEngineMadeAnewAreReadUnderThePolicyToo() throws Exception {
        Table table = served.table();
        List<Split> raw = table.newReadBuilder().newScan().plan().splits();
        served.answer(EU);
        Table later = copied(table);

        for (Split split : raw) {
            assertThat(read(later.newReadBuilder(), split)).isSubsetOf("1,anna,eu", "3,carl,eu");
        }
    }

    private static List<String> read(ReadBuilder builder, Split split) throws Exception {
        return ServedTable.read(builder, builder.newRead().createReader(split));
    }

    @Test
    void aFailureReadsNothing() throws Exception {
        Table table = served.table();

        served.server.reply(ServedTable.TABLE + "/auth", 403, "{\"message\":\"name is secret\",\"code\":403}");
        assertThatThrownBy(() -> ServedTable.rows(table)).hasMessageContaining("name is secret");
        served.server.reply(ServedTable.TABLE + "/auth", 501, "{\"message\":\"not here\",\"code\":501}");
        assertThatThrownBy(() -> ServedTable.rows(table)).hasMessageContaining("not here");
        served.answer("{\"filter\":[\"{\\\"kind\\\":\\\"NEW\\\"}\"]}");
        assertThatThrownBy(() -> ServedTable.rows(table)).hasMessageContaining("neither LEAF nor COMPOUND");
        served.answer(filter("missing", "\"x\""));
        assertThatThrownBy(() -> ServedTable.rows(table)).hasMessageContaining("there is no column missing");
        served.answer("{\"tarn\":{\"denied\":[\"name\"]}}");
        assertThatThrownBy(() -> ServedTable.rows(table, table.newReadBuilder().withProjection(new int[] {0, 1})))
                .hasMessageContaining("The column name must not be read");
        assertThat(ServedTable.rows(table, table.newReadBuilder().withProjection(new int[] {0})))
                .hasSize(4);
    }

    @Test
    void theQueryTellsTheServerWhatItReadsAndCompares() throws Exception {
        Table table = served.table();
        PredicateBuilder where = new PredicateBuilder(table.rowType());
        ServedTable.rows(
                table,
                table.newReadBuilder()
                        .withFilter(where.equal(2, BinaryString.fromString("eu")))
                        .withProjection(new int[] {0}));

        assertThat(served.server.asked(ServedTable.TABLE + "/auth")).anySatisfy(asked -> {
            assertThat(asked.body()).isEqualTo("{\"select\":[\"id\",\"region\"]}");
            assertThat(asked.header("Authorization")).isEqualTo("Bearer t0");
            assertThat(asked.header("X-tarn-client")).startsWith("tarn-paimon/");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "partitions", "manifests", "statistics", "buckets", "table_indexes"})
    void systemTablesThatShowValuesAreRefused(String name) throws Exception {
        assertThat(served.table("people$" + name)).isNotNull();
        served.answer(EU);

        assertThatThrownBy(() -> served.table("people$" + name))
                .hasMessageContaining("The system table $" + name)
                .hasMessageContaining("shop.people");
        served.answer(NAMES);
        assertThatThrownBy(() -> served.table("people$" + name)).hasMessageContaining("is refused");
        served.server.reply(ServedTable.TABLE + "/auth", 403, "{\"message\":\"no\",\"code\":403}");
        assertThatThrownBy(() -> served.table("people$" + name)).hasMessageContaining("is refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "buckets"})
    void systemTablesThatAnEngineMakesItselfShowNothingEither(String name) throws Exception {
        served.answer(EU);
        Table table = SystemTableLoader.load(name, (FileStoreTable) served.table());

        assertThatThrownBy(() -> ServedTable.rows(table)).isInstanceOf(PolicyException.class);
        Table partitions = SystemTableLoader.load("partitions", (FileStoreTable) served.table());
        assertThat(ServedTable.rows(partitions)).isEmpty();
    }

    /** The partitions that manifests name are also those of hidden rows; writers work with manifests all the same. */
    @Test
    void whoLooksIntoManifestsSeesTheTableWholeOrMayWrite() throws Exception {
        FileStoreTable table = (FileStoreTable) served.table();
        assertThat(ServedTable.rows(SystemTableLoader.load("manifests", table))).isNotEmpty();

        served.answer(EU.replaceFirst("}$", ",\"tarn\":{\"writes\":true}}"));
        FileStoreTable written = (FileStoreTable) served.table();
        assertThat(ServedTable.rows(SystemTableLoader.load("manifests", written)))
                .isNotEmpty();

        served.answer(EU.replaceFirst("}$", ",\"tarn\":{\"writes\":false}}"));
        FileStoreTable hidden = (FileStoreTable) served.table();
        assertThatThrownBy(() -> ServedTable.rows(SystemTableLoader.load("manifests", hidden)))
                .isInstanceOf(PolicyException.class);
        served.answer(EU);
        FileStoreTable unsaid = (FileStoreTable) served.table();
        assertThatThrownBy(() -> ServedTable.rows(SystemTableLoader.load("manifests", unsaid)))
                .isInstanceOf(PolicyException.class);
    }

    @Test
    void systemTablesOfRowsShowWhatIsSeen() throws Exception {
        served.answer(EU);

        assertThat(ServedTable.rows(served.table("people$ro"))).containsExactlyInAnyOrder("1,anna,eu", "3,carl,eu");
        assertThat(ServedTable.rows(served.table("people$audit_log")))
                .containsExactlyInAnyOrder("+I,1,anna,eu", "+I,3,carl,eu");
        assertThat(ServedTable.rows(served.table("people$binlog"))).hasSize(2);
        assertThat(ServedTable.rows(served.table("people$snapshots"))).hasSize(1);
        served.answer(NAMES);
        assertThat(ServedTable.rows(served.table("people$audit_log"))).contains("+I,1,xxxx,eu", "+I,4,null,us");
    }

    @Test
    void tablesWithAPrimaryKeyAreTheSame(@TempDir Path other) throws Exception {
        try (ServedTable keyed = ServedTable.start(other, true)) {
            keyed.answer(EU);

            assertThat(ServedTable.rows(keyed.table())).containsExactlyInAnyOrder("1,anna,eu", "3,carl,eu");
            assertThat(ServedTable.rows(keyed.table("people$ro"))).isSubsetOf("1,anna,eu", "3,carl,eu");
            FileStoreTable table = (FileStoreTable) keyed.table();
            assertThatThrownBy(table::newLocalTableQuery).hasMessageContaining("A lookup in files");
        }
    }

    @Test
    void withoutTheOptionOfTheServerTheTableIsPaimons() throws Exception {
        served.describe("false", false);

        assertThat(served.table()).isNotInstanceOf(PolicyTable.class);
        assertThat(ServedTable.rows(served.table())).hasSize(4);
        assertThat(served.server.asked(ServedTable.TABLE + "/auth")).isEmpty();
    }

    @Test
    void theCatalogStaysItselfWhereverItIsMadeAgain() throws Exception {
        try (Catalog catalog = served.catalog("cache-enabled", "false")) {
            assertThat(catalog.options()).containsEntry("metastore", "tarn").containsEntry("token", "t0");
            RESTCatalogLoader loader = copied((RESTCatalogLoader) catalog.catalogLoader());
            try (Catalog again = loader.load()) {
                assertThat(again.getTable(Identifier.create("shop", "people"))).isInstanceOf(PolicyTable.class);
            }
        }
    }

    @Test
    void columnsThatWereRenamedAreNotReadUnderTheirOldNames() throws Exception {
        served.rename("name", "alias");
        FileStoreTable table = (FileStoreTable) served.table();
        Table before = table.copy(Map.of("scan.snapshot-id", "1"));
        assertThat(before.rowType().getFieldNames()).contains("name");
        ReadBuilder ids = before.newReadBuilder().withProjection(new int[] {0});

        assertThat(ServedTable.rows(before)).hasSize(4);
        assertThat(ServedTable.rows(before, before.newReadBuilder().withProjection(new int[] {1})))
                .contains("anna");
        assertThat(served.server.asked(ServedTable.TABLE + "/auth"))
                .as("the server is asked about the column by its name")
                .anyMatch(asked -> asked.body().equals("{\"select\":[\"alias\"]}"));
        served.answer("{\"tarn\":{\"masks\":{\"alias\":{\"function\":\"NULL\"}}}}");
        assertThatThrownBy(() -> ServedTable.rows(before)).hasMessageContaining("name has been renamed or dropped");
        assertThat(ServedTable.rows(before, ids)).hasSize(4);
    }

    @Test
    void everythingOfTheCatalogProvesThatItIsTheOne() throws Exception {
        Path secret = Files.writeString(warehouse.resolve("secret"), "s3cret");
        try (Catalog catalog =
                served.catalog("tarn.capability.key-id", "k1", "tarn.capability.secret-file", secret.toString())) {
            assertThat(ServedTable.rows(catalog.getTable(Identifier.create("shop", "people"))))
                    .hasSize(4);
        }

        for (String path : List.of("/v1/config", ServedTable.TABLE, ServedTable.TABLE + "/auth")) {
            assertThat(served.server.asked(path))
                    .isNotEmpty()
                    .allSatisfy(asked ->
                            assertThat(asked.header("X-tarn-capability")).startsWith("v1 key=k1,"));
        }
    }

    @Test
    void optionsAreShownWithoutSecrets() throws Exception {
        for (String cache : List.of("true", "false")) {
            try (Catalog catalog = served.catalog("cache-enabled", cache, "s3.secret-key", "k")) {
                List<String> rows = ServedTable.rows(catalog.getTable(Identifier.create("sys", "catalog_options")));

                assertThat(rows)
                        .contains("token,******", "s3.secret-key,******", "uri," + served.server.uri())
                        .doesNotContain("token,t0");
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T copied(T object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
