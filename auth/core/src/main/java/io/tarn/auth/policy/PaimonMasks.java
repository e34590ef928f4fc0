package io.tarn.auth.policy;

import io.tarn.auth.policy.ColumnMask.Computed;
import io.tarn.auth.policy.ColumnMask.Constant;
import io.tarn.auth.policy.Operand.Text;
import io.tarn.auth.policy.Value.Literal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Column masks as Paimon's JSON of transforms, as parsed values. */
public final class PaimonMasks {
    private static final int STARS = 4;

    private final PolicySchema schema;
    private final PaimonTransforms transforms;

    public PaimonMasks(PolicySchema schema) {
        this.schema = schema;
        this.transforms = new PaimonTransforms(schema);
    }

    /** The mask that a transform means, checked against the column. @throws PolicyException when anything is not known */
    public ColumnMask read(Object tree, String column) {
        JsonObject transform = JsonObject.of(tree, "a transform");
        return MaskCheck.check(mask(transform), schema, column);
    }

    private ColumnMask mask(JsonObject transform) {
        return switch (transform.text(PaimonTransforms.NAME)) {
            case PaimonTransforms.NULL -> {
                transform.only(PaimonTransforms.NAME);
                yield new ColumnMask.Null();
            }
            case PaimonTransforms.FIELD_REF -> throw new PolicyException("a column as it is masks nothing");
            case PaimonTransforms.CAST ->
                throw new PolicyException("a cast masks nothing or changes the column's type");
            default -> computed(transforms.read(transform));
        };
    }

    private static ColumnMask computed(Operand operand) {
        if (operand instanceof Operand.Concat concat && concat.pieces().stream().allMatch(Text.class::isInstance)) {
            StringBuilder text = new StringBuilder();
            concat.pieces().forEach(piece -> text.append(((Text) piece).text()));
            return new Constant(new Literal(text.toString()));
        }
        if (NamedColumns.of(operand).isEmpty()) {
            throw new PolicyException("the transform names no column: use CONCAT of one text for a constant");
        }
        return new Computed(operand);
    }

    /**
     * The transform that the Java readers of Paimon 1.4 and 2.0 evaluate as what the mask means.
     *
     * @throws NotOnThisWireException when those readers cannot evaluate it
     */
    public Map<String, Object> write(ColumnMask mask) {
        if (mask instanceof ColumnMask.Null) {
            return PaimonTransforms.nothing();
        }
        if (mask instanceof Constant constant && constant.literal().value() instanceof String text) {
            return PaimonTransforms.constant(text);
        }
        if (mask instanceof Computed computed) {
            return transforms.write(computed.operand());
        }
        throw new NotOnThisWireException("Paimon's transforms cannot say " + mask.sql());
    }

    /** A transform that shows nothing of the column at all; null when there is none, so that the column is to be denied. */
    public @Nullable Map<String, Object> strictest(String column) {
        PolicySchema.Column of = schema.column(column);
        if (schema.mayBeNull(of)) {
            return PaimonTransforms.nothing();
        }
        ColumnType type = of.type();
        return switch (type.kind()) {
            case VARCHAR -> PaimonTransforms.constant("*".repeat(Math.min(STARS, type.precision())));
            case CHAR -> PaimonTransforms.constant("*".repeat(type.precision()));
            default -> null;
        };
    }
}
