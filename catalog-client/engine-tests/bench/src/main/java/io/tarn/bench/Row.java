package io.tarn.bench;

import io.tarn.engines.StoreKind;
import java.util.List;

/** A question that is put to several sides by turns: how many times a second do so many clients get something done? */
interface Row {
    /** What {@code --rows} calls it; those of one subject begin with the same word. */
    String key();

    /** The question, for the report. */
    String title();

    /** Of what is counted, such as commits. */
    String unit();

    int clients();

    /** What is compared, Tarn first. */
    List<Side> sides(Bed bed) throws Exception;

    /** What is expected of the sides on a database; may be empty. */
    List<Goal> goals(StoreKind store);
}
