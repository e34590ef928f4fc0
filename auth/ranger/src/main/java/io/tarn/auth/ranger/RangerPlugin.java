package io.tarn.auth.ranger;

import io.tarn.auth.Caller;
import io.tarn.auth.Subject;
import io.tarn.auth.outside.OutsideAuthorizer;
import io.tarn.auth.outside.OutsideAuthorizerPlugin;
import io.tarn.auth.outside.RangerSettings;
import java.time.Clock;
import java.util.function.Function;

/** Where a server that is told to use Ranger begins. */
public final class RangerPlugin implements OutsideAuthorizerPlugin {
    @Override
    public OutsideAuthorizer open(RangerSettings settings, Function<Caller, Subject> subjects) {
        Clock clock = Clock.systemUTC();
        PolicyFeed feed = new PolicyFeed(settings, clock);
        feed.start();
        return new RangerAuthorizer(settings, feed, subjects, new DecisionLog(settings, clock));
    }
}
