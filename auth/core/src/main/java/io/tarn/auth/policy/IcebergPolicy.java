package io.tarn.auth.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one caller sees of one table, as Iceberg's readers are told: exactly what was meant, or not at all. Columns go by
 * the ids of their fields, so it holds for every snapshot, however columns were called then.
 *
 * @param filter a predicate as parsed JSON, which keeps the same rows whether a reader knows SQL's unknown or not; null when
 *     every row is seen
 * @param projections in the order of the columns' names, each for another field
 */
public record IcebergPolicy(@Nullable Object filter, List<Projection> projections) {
    /** What a reader does to every value of a field. */
    public record Projection(String action, int fieldId) {}

    /**
     * A column as the table shows it to Iceberg's readers.
     *
     * @param type the word that Iceberg has for it
     */
    public record Field(int id, String name, String type, boolean required) {}

    public IcebergPolicy {
        projections = List.copyOf(projections);
    }

    /** Whether there is nothing that readers have to be told. */
    public boolean unrestricted() {
        return filter == null && projections.isEmpty();
    }

    /**
     * @param policy bound to the caller
     * @param fields the columns of the table that readers are shown
     * @throws NotOnThisWireException saying what readers could not be told exactly
     * @throws PolicyException when the policy does not fit the schema, which has changed since it was made
     */
    public static IcebergPolicy of(DataPolicy policy, PolicySchema schema, List<Field> fields) {
        if (!policy.deniedColumns().isEmpty()) {
            throw new NotOnThisWireException(
                    "Iceberg's read restrictions have no word for columns that may not be read ("
                            + String.join(", ", new TreeSet<>(policy.deniedColumns())) + ")");
        }
        IcebergFields shown = new IcebergFields(schema, fields);
        List<Projection> projections = new ArrayList<>();
        policy.masks().forEach((column, mask) -> projections.add(projection(column, mask, schema, shown)));
        return new IcebergPolicy(filter(policy.filters(), schema, shown), projections);
    }

    private static @Nullable Object filter(List<RowFilter> filters, PolicySchema schema, IcebergFields fields) {
        RowFilter all = FilterCheck.check(RowFilter.and(filters), schema);
        RowFilter rows = Normalizer.rows(all);
        return rows == RowFilter.Truth.TRUE ? null : new IcebergFilterWriter(fields).write(rows);
    }

    private static Projection projection(String column, ColumnMask mask, PolicySchema schema, IcebergFields fields) {
        ColumnMask checked = MaskCheck.check(mask, schema, column);
        if (checked instanceof ColumnMask.Null) {
            Field field = fields.any(column);
            if (field.required()) {
                throw new NotOnThisWireException(
                        "column " + column + " is required, so readers cannot show null for it");
            }
            return new Projection("replace-with-null", field.id());
        }
        if (checked instanceof ColumnMask.Partial partial) {
            // Both keep null as it is, as readers do.
            switch (partial.form()) {
                case HASH -> {
                    return new Projection("sha-256-global", fields.typed(column).id());
                }
                case YEAR -> {
                    return new Projection(
                            "truncate-to-year", fields.typed(column).id());
                }
                default -> {
                    // Iceberg's actions of nearly these names show more, or other letters.
                }
            }
        }
        throw new NotOnThisWireException("no action of Iceberg's read restrictions shows what the mask " + checked.sql()
                + " of column " + column + " shows");
    }
}
