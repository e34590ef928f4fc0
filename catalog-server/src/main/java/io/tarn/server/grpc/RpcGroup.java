package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import java.util.List;

/** One service of the interface. */
public interface RpcGroup {
    ServiceDescriptor service();

    /** Every method of the service. */
    List<Rpc<?, ?>> rpcs();
}
