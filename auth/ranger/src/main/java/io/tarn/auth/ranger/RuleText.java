package io.tarn.auth.ranger;

import io.tarn.auth.policy.ColumnMask;
import io.tarn.auth.policy.Operand;
import io.tarn.auth.policy.PolicyException;
import io.tarn.auth.policy.RowFilter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts of Ranger's row filters and masks as this catalog reads them. What Ranger would paste into a text before it is
 * read becomes a function of the caller, whose value is put in after the text was read: a name or an attribute with a quote
 * in it stays a value.
 */
final class RuleText {
    private static final String MACRO_START = "${{";

    /** A macro, with or without the quotes of a literal that is nothing but it. */
    private static final Pattern MACRO =
            Pattern.compile("('?)\\$\\{\\{\\s*USER\\.([A-Za-z0-9_.-]{1,100})\\s*\\}\\}('?)");

    private static final Pattern LISTED =
            Pattern.compile("\\$\\{\\{\\s*GET_UG_ATTR_Q_CSV\\(\\s*['\"]([A-Za-z0-9_.-]{1,100})['\"]\\s*\\)\\s*\\}\\}");

    private RuleText() {}

    /** @throws PolicyException when it cannot be kept */
    static String filter(String expression) {
        String text = withoutMacros(expression);
        RowFilter.parse(text);
        return text;
    }

    /** Unchanged where a macro is not understood, so that reading it fails. */
    static String withoutMacros(String expression) {
        if (!expression.contains(MACRO_START)) {
            return expression;
        }
        String text = LISTED.matcher(expression).replaceAll("attribute('$1')");
        Matcher macros = MACRO.matcher(text);
        StringBuilder out = new StringBuilder();
        while (macros.find()) {
            boolean whole = macros.group(1).equals(macros.group(3));
            String attribute = macros.group(2);
            String function = attribute.equals("_name") || attribute.equals("name")
                    ? "current_user()"
                    : "attribute('" + attribute + "')";
            macros.appendReplacement(out, Matcher.quoteReplacement(whole ? function : macros.group()));
        }
        macros.appendTail(out);
        return out.toString();
    }

    /**
     * What is shown of a column.
     *
     * @param type as Ranger names it
     * @param value of a CUSTOM mask
     * @return empty when the column is shown as it is
     * @throws PolicyException when it cannot be kept
     */
    static Optional<String> mask(String type, String value, String column) {
        Operand.Column name = new Operand.Column(column);
        return switch (type) {
            case "MASK_NONE" -> Optional.empty();
            case "MASK" -> Optional.of(partial(ColumnMask.Form.SHAPE, name));
            case "MASK_SHOW_LAST_4" -> Optional.of(partial(ColumnMask.Form.SHOW_LAST_4, name));
            case "MASK_SHOW_FIRST_4" -> Optional.of(partial(ColumnMask.Form.SHOW_FIRST_4, name));
            case "MASK_HASH" -> Optional.of(partial(ColumnMask.Form.HASH, name));
            case "MASK_DATE_SHOW_YEAR" -> Optional.of(partial(ColumnMask.Form.YEAR, name));
            case "CUSTOM" -> Optional.of(custom(value, name));
            // Of a kind that is not known: nothing is shown.
            default -> Optional.of(new ColumnMask.Null().sql());
        };
    }

    private static String partial(ColumnMask.Form form, Operand.Column column) {
        return new ColumnMask.Partial(form, column).sql();
    }

    private static String custom(String value, Operand.Column column) {
        String quoted = new ColumnMask.Partial(ColumnMask.Form.HASH, column).sql();
        String name = quoted.substring(quoted.indexOf('(') + 1, quoted.length() - 1);
        String text = value.replace("{col}", name);
        ColumnMask.parse(text);
        return text;
    }
}
