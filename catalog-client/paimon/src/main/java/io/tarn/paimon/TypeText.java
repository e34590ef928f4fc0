package io.tarn.paimon;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Reads the atomic types that predicates name. */
final class TypeText {
    private static final Pattern FORM = Pattern.compile(
            "(?<name>[A-Z]+(?: PRECISION)?)(?:\\((?<first>[0-9]{1,9})(?:, ?(?<second>[0-9]{1,2}))?\\))?(?<zone> WITH LOCAL TIME ZONE)?(?: NOT NULL)?");

    private TypeText() {}

    /** Null for a type that is not known or not atomic. */
    static @Nullable DataType parse(@Nullable Object text) {
        if (!(text instanceof String)) {
            return null;
        }
        Matcher form = FORM.matcher(((String) text).trim().toUpperCase(Locale.ROOT));
        if (!form.matches()) {
            return null;
        }
        int first = number(form.group("first"), -1);
        boolean zone = form.group("zone") != null;
        switch (form.group("name")) {
            case "BOOLEAN":
                return DataTypes.BOOLEAN();
            case "TINYINT":
                return DataTypes.TINYINT();
            case "SMALLINT":
                return DataTypes.SMALLINT();
            case "INT":
            case "INTEGER":
                return DataTypes.INT();
            case "BIGINT":
                return DataTypes.BIGINT();
            case "FLOAT":
                return DataTypes.FLOAT();
            case "DOUBLE":
            case "DOUBLE PRECISION":
                return DataTypes.DOUBLE();
            case "DECIMAL":
                return DataTypes.DECIMAL(first < 0 ? 10 : first, number(form.group("second"), 0));
            case "STRING":
                return DataTypes.STRING();
            case "VARCHAR":
                return DataTypes.VARCHAR(first < 0 ? 1 : first);
            case "CHAR":
                return DataTypes.CHAR(first < 0 ? 1 : first);
            case "DATE":
                return DataTypes.DATE();
            case "TIMESTAMP":
                int precision = first < 0 ? 6 : first;
                return zone ? DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(precision) : DataTypes.TIMESTAMP(precision);
            default:
                return null;
        }
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }
}
