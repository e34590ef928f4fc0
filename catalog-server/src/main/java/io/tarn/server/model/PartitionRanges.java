package io.tarn.server.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Ranges of partition names that do not touch, in ascending order. */
public final class PartitionRanges {
    public static final PartitionRanges ALL = new PartitionRanges(List.of(PartitionRange.ALL));
    static final PartitionRanges NONE = new PartitionRanges(List.of());

    private final List<PartitionRange> ranges;

    private PartitionRanges(List<PartitionRange> ranges) {
        this.ranges = ranges;
    }

    /** What lies in at least one of them. */
    static PartitionRanges of(List<PartitionRange> ranges) {
        List<PartitionRange> sorted = ranges.stream()
                .filter(range -> !range.isEmpty())
                .sorted(Comparator.comparing(PartitionRange::from, Arrays::compareUnsigned))
                .toList();
        List<PartitionRange> joined = new ArrayList<>();
        for (PartitionRange range : sorted) {
            PartitionRange last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && Arrays.compareUnsigned(range.from(), last.to()) <= 0) {
                joined.set(joined.size() - 1, last.hull(range));
            } else {
                joined.add(range);
            }
        }
        return new PartitionRanges(List.copyOf(joined));
    }

    static PartitionRanges of(PartitionRange... ranges) {
        return of(Arrays.asList(ranges));
    }

    PartitionRanges or(PartitionRanges other) {
        List<PartitionRange> both = new ArrayList<>(ranges);
        both.addAll(other.ranges);
        return of(both);
    }

    public PartitionRanges and(PartitionRange range) {
        return of(ranges.stream().map(range::and).toList());
    }

    PartitionRanges and(PartitionRanges other) {
        List<PartitionRange> both = new ArrayList<>();
        for (PartitionRange range : other.ranges) {
            both.addAll(and(range).ranges);
        }
        return of(both);
    }

    /** At most {@code most} ranges that hold all of these, and what lies between some of them. */
    PartitionRanges atMost(int most) {
        int together = (ranges.size() + most - 1) / most;
        if (together <= 1) {
            return this;
        }
        List<PartitionRange> joined = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i += together) {
            joined.add(ranges.get(i).hull(ranges.get(Math.min(i + together, ranges.size()) - 1)));
        }
        return new PartitionRanges(List.copyOf(joined));
    }

    /** Last names first. */
    public List<PartitionRange> descending() {
        List<PartitionRange> reversed = new ArrayList<>(ranges);
        Collections.reverse(reversed);
        return reversed;
    }
}
