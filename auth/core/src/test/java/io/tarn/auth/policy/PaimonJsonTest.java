package io.tarn.auth.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms that the readers of Paimon 1.4.2 and 2.0.0 were seen to evaluate as what is meant. */
class PaimonJsonTest {
    private static final PolicySchema SCHEMA = RandomFilters.SCHEMA;

    private final PaimonFilters filters = new PaimonFilters(SCHEMA);
    private final PaimonMasks masks = new PaimonMasks(SCHEMA);

    /** Short for a predicate: {@code FUNCTION(transform:column type, literals)}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "region = 'EU' AND age > 1 | [EQUAL(region STRING, [EU]), GREATER_THAN(age INT, [1])]",
                "region = 'EU' OR id > 1 | [OR[EQUAL(region STRING, [EU]), GREATER_THAN(id BIGINT NOT NULL, [1])]]",
                "NOT (region = 'EU' OR age IN (1, 2)) | [NOT_EQUAL(region STRING, [EU]), NOT_IN(age INT, [1, 2])]",
                "age BETWEEN 1 AND 2 | [BETWEEN(age INT, [1, 2])]",
                "NOT (age BETWEEN 1 AND 2) | [NOT_BETWEEN(age INT, [1, 2])]",
                "tags IS NULL | [IS_NULL(tags STRING, [])]",
                "active = TRUE | [EQUAL(active BOOLEAN, [true])]",
                "TRUE | []",
                "age = 1 AND FALSE | [FALSE(NULL, [])]",
                "region LIKE 'a%' | [STARTS_WITH(region STRING, [a])]",
                "region LIKE '%a' | [ENDS_WITH(region STRING, [a])]",
                "region LIKE '%a%' | [CONTAINS(region STRING, [a])]",
                "region LIKE 'a' | [EQUAL(region STRING, [a])]",
                "region NOT LIKE 'a' | [NOT_EQUAL(region STRING, [a])]",
                "region LIKE '100!%' ESCAPE '!' | [EQUAL(region STRING, [100%])]",
                "region LIKE '!_%' ESCAPE '!' | [STARTS_WITH(region STRING, [_])]",
                "region LIKE 'a%!%b' ESCAPE '!' | [LIKE(region STRING, [a%\\%b])]",
                "region LIKE '%' | [IS_NOT_NULL(region STRING, [])]",
                "region NOT LIKE '%' | [FALSE(NULL, [])]",
                "upper(region) = 'EU' | [EQUAL(UPPER[region STRING], [EU])]",
                "concat_ws('-', region, 'x') = 'a' | [EQUAL(CONCAT_WS[-, region STRING, x], [a])]",
                // Readers take the literal for a number of days, which a date is to them.
                "dt >= DATE '2026-01-01' | [GREATER_OR_EQUAL(dt INT, [20454])]",
                "dt <> DATE '1970-01-02' | [OR[LESS_THAN(dt INT, [1]), GREATER_THAN(dt INT, [1])]]",
                "dt BETWEEN DATE '1970-01-01' AND DATE '1970-01-02' | [AND[GREATER_OR_EQUAL(dt INT, [0]), LESS_OR_EQUAL(dt INT, [1])]]",
                // A cast of null fails, so that it stands behind a test.
                "huge = 1.5 | [AND[IS_NOT_NULL(huge DECIMAL(20, 4), []), EQUAL(CAST huge DECIMAL(20, 4) AS STRING, [1.5000])]]",
                "at >= TIMESTAMP '2026-01-01 00:00:00Z' | [AND[IS_NOT_NULL(at TIMESTAMP(6) WITH LOCAL TIME ZONE, []), BETWEEN(CAST at TIMESTAMP(6) WITH LOCAL TIME ZONE AS BIGINT, [1767225600, 253402300799])]]",
                // Readers tell the two zeros apart.
                "ratio = 0 | [IN(ratio DOUBLE, [0.0, -0.0])]",
                "ratio <> 0 | [NOT_IN(ratio DOUBLE, [0.0, -0.0])]",
                "weight >= 0 | [GREATER_OR_EQUAL(weight FLOAT, [-0.0])]",
                "weight > 0.1 | [GREATER_THAN(weight FLOAT, [0.10000000149011612])]",
            })
    void predicates(String text, String predicates) {
        List<String> shown = filters.write(RowFilter.parse(text, SCHEMA)).stream()
                .map(PaimonJsonTest::shown)
                .toList();

        assertThat(shown).hasToString(predicates);
    }

    @Test
    void aPredicateNamesItsColumnAsReadersDo() {
        Map<String, Object> predicate =
                filters.write(RowFilter.parse("region = 'EU'", SCHEMA)).get(0);

        assertThat(predicate)
                .isEqualTo(Map.of(
                        "kind",
                        "LEAF",
                        "transform",
                        Map.of("name", "FIELD_REF", "fieldRef", Map.of("index", 1, "name", "region", "type", "STRING")),
                        "function",
                        "EQUAL",
                        "literals",
                        List.of("EU")));
    }

    /** Outside the four-digit years the readers' texts wrap around; a key of the partition is asked in one piece. */
    @Test
    void timestampsAreComparedWithinTheYearsThatHaveText() {
        String wire = shown(filters.write(RowFilter.parse("ts <= TIMESTAMP '2026-01-01 00:00:00.5'", SCHEMA))
                .get(0));

        String once = "AND[IS_NOT_NULL(ts TIMESTAMP(3), []),"
                + " BETWEEN(CAST ts TIMESTAMP(3) AS BIGINT, [-62135596800, 253402300799]),"
                + " LESS_OR_EQUAL(CAST ts TIMESTAMP(3) AS STRING, [2026-01-01 00:00:00.500])]";
        assertThat(wire).isEqualTo("OR[" + once + ", " + once + "]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "region NOT LIKE 'a%' | Paimon's predicates have no NOT LIKE",
                "region LIKE '_a' | in Paimon's LIKE an underscore does not stand for a line break",
                "huge > 1 | Paimon's predicates carry no order of DECIMAL(20, 4), only equality",
                "at = TIMESTAMP '2026-01-01 00:00:00Z' | Paimon's predicates carry of a timestamp with local time zone only >= and < a whole second after 1970",
                "at < TIMESTAMP '1969-01-01 00:00:00Z' | Paimon's predicates carry of a timestamp with local time zone only >= and < a whole second after 1970",
            })
    void whatReadersWouldEvaluateOtherwiseIsNotWritten(String text, String message) {
        assertThatThrownBy(() -> filters.write(RowFilter.parse(text, SCHEMA)))
                .isInstanceOf(NotOnThisWireException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "EQUAL | region = 'a'",
                "NOT_EQUAL | region <> 'a'",
                "LESS_THAN | region < 'a'",
                "LESS_OR_EQUAL | region <= 'a'",
                "GREATER_THAN | region > 'a'",
                "GREATER_OR_EQUAL | region >= 'a'",
                "STARTS_WITH | region LIKE 'a%'",
                "ENDS_WITH | region LIKE '%a'",
                "CONTAINS | region LIKE '%a%'",
                "LIKE | region LIKE 'a'",
                "IN | region IN ('a')",
                "NOT_IN | region NOT IN ('a')",
            })
    void everyFunctionOfOneLiteralIsRead(String function, String sql) {
        assertThat(filters.read(leaf(field("region"), function, "a")).sql()).isEqualTo(sql);
    }

    @Test
    void theOtherFunctionsAreRead() {
        assertThat(filters.read(leaf(field("region"), "IS_NULL")).sql()).isEqualTo("region IS NULL");
        assertThat(filters.read(leaf(field("region"), "IS_NOT_NULL")).sql()).isEqualTo("region IS NOT NULL");
        assertThat(filters.read(leaf(field("age"), "BETWEEN", 1, 2)).sql()).isEqualTo("age BETWEEN 1 AND 2");
        assertThat(filters.read(leaf(field("age"), "NOT_BETWEEN", 1, 2L)).sql()).isEqualTo("age NOT BETWEEN 1 AND 2");
        assertThat(filters.read(leaf(field("age"), "TRUE")).sql()).isEqualTo("TRUE");
        assertThat(filters.read(leaf(Map.of("name", "NULL"), "FALSE")).sql()).isEqualTo("FALSE");
        assertThat(filters.read(leaf(Map.of("name", "NULL"), "EQUAL", "a")).sql())
                .isEqualTo("FALSE");
        assertThat(filters.read(leaf(field("price"), "EQUAL", 1.5)).sql()).isEqualTo("price = 1.50");
        assertThat(filters.read(leaf(field("ratio"), "EQUAL", 1e20)).sql()).isEqualTo("ratio = 100000000000000000000");
        assertThat(filters.read(leaf(field("dt"), "EQUAL", "2026-01-01")).sql()).isEqualTo("dt = DATE '2026-01-01'");
        assertThat(filters.read(leaf(cast("dt", "STRING"), "LESS_THAN", "2026-01-01"))
                        .sql())
                .isEqualTo("dt < DATE '2026-01-01'");
        assertThat(filters.read(leaf(cast("ts", "STRING"), "LESS_THAN", "2026-01-01 00:00:00.500"))
                        .sql())
                .isEqualTo("ts < TIMESTAMP '2026-01-01 00:00:00.5'");
        assertThat(filters.read(leaf(cast("at", "BIGINT"), "LESS_THAN", 1767225600))
                        .sql())
                .isEqualTo("at < TIMESTAMP '2026-01-01 00:00:00Z'");
        assertThat(filters.read(leaf(cast("ts", "BIGINT"), "BETWEEN", 1767225600, 1767225601))
                        .sql())
                .isEqualTo("ts BETWEEN TIMESTAMP '2026-01-01 00:00:00' AND TIMESTAMP '2026-01-01 00:00:01.999'");
        assertThat(filters.read(leaf(cast("price", "DOUBLE"), "LESS_THAN", 1.5)).sql())
                .isEqualTo("price < 1.50");
        assertThat(filters.read(leaf(Map.of("name", "CONCAT", "inputs", List.of("a", ref("region"))), "EQUAL", "aEU"))
                        .sql())
                .isEqualTo("concat('a', region) = 'aEU'");
    }

    @Test
    void whatIsNotKnownIsRefused() {
        refused("a predicate is no JSON object", "region = 'EU'");
        refused("a predicate is no JSON object", null);
        refused("'kind' is missing or no text", Map.of());
        refused("there is no predicate of the kind NOT", Map.of("kind", "NOT"));
        refused("there is no compound function XOR", compound("XOR", leaf(field("age"), "IS_NULL")));
        refused("a compound predicate has no children", compound("AND"));
        refused("there is no function IS_NAN", leaf(field("ratio"), "IS_NAN", 1));
        refused("the table has no column 'x'", leaf(field("x"), "IS_NULL"));
        refused("a literal is null", leaf(field("region"), "EQUAL", (Object) null));
        refused("a literal is a list or an object", leaf(field("region"), "IN", List.of("a")));
        refused("EQUAL takes 1 literals, not 2", leaf(field("region"), "EQUAL", "a", "b"));
        refused("IN takes 1 literals, not 0", leaf(field("region"), "IN"));
        refused("column 'age' is INT: it takes a number", leaf(field("age"), "EQUAL", "1"));
        refused("300 does not fit into TINYINT", leaf(field("tiny"), "EQUAL", 300));
        refused("a number has more than 76 digits", leaf(field("ratio"), "EQUAL", 1e200));
        refused(
                "there is no transform SUBSTRING",
                leaf(Map.of("name", "SUBSTRING", "inputs", List.of()), "EQUAL", "a"));
        refused(
                "LESS_THAN of CAST(huge AS STRING) is not known for DECIMAL(20, 4)",
                leaf(cast("huge", "STRING"), "LESS_THAN", "1.0000"));
        refused(
                "EQUAL of CAST(ts AS STRING) is not known for TIMESTAMP(3)",
                leaf(cast("ts", "STRING"), "EQUAL", "2026-01-01 00:00:00"));
        refused(
                "LESS_OR_EQUAL of CAST(ts AS BIGINT) is not known for TIMESTAMP(3)",
                leaf(cast("ts", "BIGINT"), "LESS_OR_EQUAL", 5));
        refused(
                "the seconds of a timestamp are whole, after 1970 and before the year 10000 here",
                leaf(cast("ts", "BIGINT"), "LESS_THAN", -5));
        refused("EQUAL of CAST(age AS STRING) is not known for INT", leaf(cast("age", "STRING"), "EQUAL", "1"));
        Map<String, Object> more = new LinkedHashMap<>(leaf(field("age"), "IS_NULL"));
        more.put("negated", true);
        refused("the member 'negated' is not known here", more);
        Map<String, Object> deep = leaf(field("age"), "IS_NULL");
        for (int i = 0; i < 101; i++) {
            deep = compound("AND", deep);
        }
        refused("nested deeper than 100", deep);
    }

    @Test
    void masksAreReadAndWritten() {
        for (String text : List.of(
                "mask_null()", "'***'", "upper(region)", "concat('a', region)", "concat_ws('-', region, 'b')")) {
            ColumnMask mask = ColumnMask.parse(text, SCHEMA, "region");
            assertThat(masks.read(masks.write(mask), "region")).isEqualTo(mask);
        }
        assertThat(masks.write(ColumnMask.parse("NULL"))).isEqualTo(Map.of("name", "NULL"));
        assertThat(masks.write(ColumnMask.parse("'***'")))
                .isEqualTo(Map.of("name", "CONCAT", "inputs", List.of("***")));
        assertThatThrownBy(() -> masks.read(field("region"), "region")).hasMessage("a column as it is masks nothing");
        assertThatThrownBy(() -> masks.read(cast("age", "STRING"), "age"))
                .hasMessage("a cast masks nothing or changes the column's type");
        assertThatThrownBy(() -> masks.read(Map.of("name", "NULL", "x", 1), "region"))
                .hasMessage("the member 'x' is not known here");
        assertThatThrownBy(() -> masks.read(Map.of("name", "NULL"), "id"))
                .hasMessage("column 'id' is never null, so its mask cannot be: use a constant");
        assertThatThrownBy(() -> masks.read(Map.of("name", "UPPER", "inputs", List.of(ref("region"))), "code"))
                .hasMessage("the mask of column 'code' reads 'region': a mask reads its own column alone");
    }

    @Test
    void whatTheWireCannotSayIsSaidMoreStrictly() {
        PolicySchema schema = new PolicySchema(
                List.of(
                        new PolicySchema.Column("id", "INT NOT NULL", 0),
                        new PolicySchema.Column("phone", "STRING", 1),
                        new PolicySchema.Column("email", "STRING NOT NULL", 2),
                        new PolicySchema.Column("iso", "CHAR(2) NOT NULL", 3),
                        new PolicySchema.Column("age", "INT", 4)),
                List.of("id"),
                List.of());
        DataPolicy policy = DataPolicy.of(
                Set.of(),
                List.of(RowFilter.parse("age > 1", schema), RowFilter.parse("phone NOT LIKE 'a%'", schema)),
                List.of(
                        masked(schema, "id", "0"),
                        masked(schema, "phone", "mask_show_last_4(phone)"),
                        masked(schema, "email", "mask_hash(email)"),
                        masked(schema, "iso", "mask(iso)"),
                        masked(schema, "age", "0")));

        PaimonPolicy wire = PaimonPolicy.of(policy, schema);

        assertThat(wire.filters()).containsExactly(PaimonFilters.nothing());
        assertThat(wire.deniedColumns()).containsExactly("id");
        assertThat(wire.masks())
                .isEqualTo(Map.of(
                        "phone", PaimonTransforms.nothing(),
                        "email", PaimonTransforms.constant("****"),
                        "iso", PaimonTransforms.constant("**"),
                        "age", PaimonTransforms.nothing()));
        assertThat(wire.stricter())
                .containsExactly(
                        "row filter phone NOT LIKE 'a%': Paimon's predicates have no NOT LIKE",
                        "column age: Paimon's transforms cannot say 0",
                        "column email: Paimon's transforms cannot say mask_hash(email)",
                        "column id: Paimon's transforms cannot say 0",
                        "column iso: Paimon's transforms cannot say mask(iso)",
                        "column phone: Paimon's transforms cannot say mask_show_last_4(phone)");
        assertThat(PaimonPolicy.of(DataPolicy.NONE, schema))
                .isEqualTo(new PaimonPolicy(Set.of(), List.of(), Map.of(), List.of()));
    }

    private static DataPolicy.MaskedColumn masked(PolicySchema schema, String column, String mask) {
        return new DataPolicy.MaskedColumn(column, ColumnMask.parse(mask, schema, column));
    }

    private void refused(String message, Object tree) {
        assertThatThrownBy(() -> filters.read(tree))
                .isInstanceOf(PolicyException.class)
                .hasMessage(message);
    }

    private static Map<String, Object> ref(String column) {
        return Map.of("index", 7, "name", column, "type", "STRING");
    }

    private static Map<String, Object> field(String column) {
        return Map.of("name", "FIELD_REF", "fieldRef", ref(column));
    }

    private static Map<String, Object> cast(String column, String type) {
        return Map.of("name", "CAST", "fieldRef", ref(column), "type", type);
    }

    private static Map<String, Object> leaf(Map<String, Object> transform, String function, Object... literals) {
        return PaimonFilters.leaf(transform, function, Arrays.asList(literals));
    }

    private static Map<String, Object> compound(String function, Object... children) {
        return Map.of("kind", "COMPOUND", "function", function, "children", List.of(children));
    }

    private static String shown(Map<?, ?> predicate) {
        if (predicate.get("kind").equals("COMPOUND")) {
            return predicate.get("function")
                    + ((List<?>) predicate.get("children"))
                            .stream()
                                    .map(child -> shown((Map<?, ?>) child))
                                    .toList()
                                    .toString();
        }
        return predicate.get("function") + "(" + transform((Map<?, ?>) predicate.get("transform")) + ", "
                + predicate.get("literals") + ")";
    }

    private static String transform(Map<?, ?> transform) {
        String name = (String) transform.get("name");
        return switch (name) {
            case "NULL" -> name;
            case "FIELD_REF" -> column(transform.get("fieldRef"));
            case "CAST" -> "CAST " + column(transform.get("fieldRef")) + " AS " + transform.get("type");
            default ->
                name
                        + ((List<?>) transform.get("inputs"))
                                .stream().map(PaimonJsonTest::column).toList();
        };
    }

    private static String column(Object input) {
        return input instanceof Map<?, ?> reference ? reference.get("name") + " " + reference.get("type") : "" + input;
    }
}
