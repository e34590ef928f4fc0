package io.tarn.server.grpc;

import io.tarn.server.model.TarnException;

/** The answers of a call that has many. Used by one thread at a time. */
interface Outgoing<A> {
    /** Whether the client takes more. */
    boolean ready();

    void send(A answer);

    /** @param cursor from where another call would go on; it is in the trailers */
    void end(TarnException why, long cursor);
}
