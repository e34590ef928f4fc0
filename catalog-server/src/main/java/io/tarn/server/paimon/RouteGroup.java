package io.tarn.server.paimon;

import io.tarn.server.http.Route;
import java.util.List;

/** The routes of one kind of object. */
public interface RouteGroup {
    List<Route> routes();
}
