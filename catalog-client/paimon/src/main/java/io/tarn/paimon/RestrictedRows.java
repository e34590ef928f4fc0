package io.tarn.paimon;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one restricted read: the columns that the query reads, then those that the policy and the conditions need
 * beside them, which nobody sees.
 */
final class RestrictedRows {
    private final RowType tableType;
    private final RowType readType;
    private final int visible;
    private final int shownColumns;
    private final InternalRow.FieldGetter[] getters;
    private final RowTest test;
    private final List<ColumnMask.@Nullable Shown> masks;

    /** @param conditions columns that the query compares after the masks */
    RestrictedRows(QueryPolicy policy, RowType tableType, RowType asked, Collection<String> conditions) {
        this.tableType = tableType;
        this.visible = asked.getFieldCount();
        Set<String> names = new LinkedHashSet<>(asked.getFieldNames());
        List<DataField> fields = new ArrayList<>(asked.getFields());
        add(conditions, names, fields);
        this.shownColumns = fields.size();
        add(policy.needed(names), names, fields);
        this.readType = new RowType(asked.isNullable(), fields);
        this.getters = new InternalRow.FieldGetter[shownColumns];
        for (int i = 0; i < shownColumns; i++) {
            getters[i] = InternalRow.createFieldGetter(fields.get(i).type(), i);
        }
        this.test = policy.test(readType);
        this.masks = policy.shown(readType, shownColumns);
    }

    private void add(Collection<String> wanted, Set<String> names, List<DataField> fields) {
        for (String column : wanted) {
            if (names.add(column)) {
                if (!tableType.containsField(column)) {
                    throw new PolicyException("there is no column " + column);
                }
                fields.add(tableType.getField(column));
            }
        }
    }

    /** What is read from the table. */
    RowType readType() {
        return readType;
    }

    /** Whether a row as it was read is seen. */
    RowTest test() {
        return test;
    }

    /** A row as it was read, with what is shown of it. */
    InternalRow show(InternalRow row) {
        GenericRow shown = new GenericRow(row.getRowKind(), shownColumns);
        for (int i = 0; i < shownColumns; i++) {
            ColumnMask.Shown mask = masks.get(i);
            shown.setField(i, mask == null ? getters[i].getFieldOrNull(row) : mask.of(row));
        }
        return shown;
    }

    /** A shown row at the positions of the table's columns, where the query's conditions look. */
    InternalRow asTableRow(InternalRow shown) {
        GenericRow row = new GenericRow(shown.getRowKind(), tableType.getFieldCount());
        for (int i = 0; i < shownColumns; i++) {
            int index = tableType.getFieldIndex(readType.getFields().get(i).name());
            if (index >= 0) {
                row.setField(index, ((GenericRow) shown).getField(i));
            }
        }
        return row;
    }

    /** A shown row without the columns that only conditions need. */
    InternalRow withoutAdded(InternalRow shown) {
        if (shownColumns == visible) {
            return shown;
        }
        GenericRow row = new GenericRow(shown.getRowKind(), visible);
        for (int i = 0; i < visible; i++) {
            row.setField(i, ((GenericRow) shown).getField(i));
        }
        return row;
    }
}
