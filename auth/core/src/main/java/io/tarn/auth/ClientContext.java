package io.tarn.auth;

/**
 * What a client says of itself. Nothing is decided by it.
 *
 * @param agent its User-Agent; empty when it sent none
 * @param engine the engine that it runs in, such as flink; empty when it sent none
 * @param job what it works on; empty when it sent none
 */
public record ClientContext(String agent, String engine, String job) {
    public static final ClientContext UNKNOWN = new ClientContext("", "", "");

    public static final String ENGINE_HEADER = "X-Tarn-Engine";

    public static final String JOB_HEADER = "X-Tarn-Job";
}
