package io.tarn.auth.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** What something is compared with. */
public sealed interface Value permits Value.Literal, Value.Attributes, Operand.CurrentUser, Operand.Attribute {
    /**
     * A value that stands in the policy.
     *
     * @param value a String, Boolean, BigDecimal (any number), LocalDate, LocalDateTime, or Instant (a timestamp that
     *     names its offset)
     */
    record Literal(Object value) implements Value {
        public Literal {
            if (!(value instanceof String
                    || value instanceof Boolean
                    || value instanceof BigDecimal
                    || value instanceof LocalDate
                    || value instanceof LocalDateTime
                    || value instanceof Instant)) {
                throw new IllegalArgumentException("no literal: " + value.getClass());
            }
        }
    }

    /** Every value of an attribute of the caller; without one, whether it is among them is unknown. */
    record Attributes(String name) implements Value {}
}
