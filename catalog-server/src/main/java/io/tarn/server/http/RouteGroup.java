package io.tarn.server.http;

import java.util.List;

/** The routes of one kind of object. */
public interface RouteGroup {
    List<Route> routes();
}
