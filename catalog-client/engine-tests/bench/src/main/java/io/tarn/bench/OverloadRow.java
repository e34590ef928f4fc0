package io.tarn.bench;

import io.tarn.engines.StoreKind;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A company's mixed load as it comes, at a rate that can be kept up, at twice and at three times that rate. */
final class OverloadRow implements Row {
    private static final int CLIENTS = 64;
    private static final int TABLES = 50;

    /** Of what clients get that begin anew as soon as they are done: what can be kept up without waiting ever longer. */
    private static final double SUSTAINABLE = 0.7;

    @Override
    public String key() {
        return "mixed";
    }

    @Override
    public String title() {
        return "A mixed load that comes at a rate of its own: as much as can be kept up, and more";
    }

    @Override
    public String unit() {
        return "requests";
    }

    @Override
    public int clients() {
        return CLIENTS;
    }

    @Override
    public List<Side> sides(Bed bed) throws Exception {
        MixedLoad load = new MixedLoad(bed.closing(new TarnClients(bed.tarn(), "mixed", CLIENTS)), TABLES);
        Round.run(load, CLIENTS / 4, TimeUnit.SECONDS.toNanos(3));
        double rate = SUSTAINABLE
                * Round.run(load, CLIENTS / 4, TimeUnit.SECONDS.toNanos(3)).perSecond();
        return List.of(
                new Side("at the rate that can be kept up", () -> new OpenLoop(load, rate)),
                new Side("at twice that rate", () -> new OpenLoop(load, 2 * rate)),
                new Side("at three times that rate", () -> new OpenLoop(load, 3 * rate)));
    }

    @Override
    public List<Goal> goals(StoreKind store) {
        return List.of();
    }
}
