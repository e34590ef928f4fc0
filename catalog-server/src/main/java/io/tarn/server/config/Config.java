package io.tarn.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tarn.server.model.Layout;
import java.util.List;
import java.util.Map;

/**
 * Every setting. What each means, and its default, stands in {@code conf/tarn.yaml}, which is also where the defaults are
 * read from.
 */
public record Config(
        @JsonProperty("data-dir") String dataDir,
        Http http,
        Grpc grpc,
        Monitor monitor,
        Admission admission,
        Authentication authentication,
        Authorization authorization,
        Store store,
        Secrets secrets,
        Audit audit,
        Feed feed,
        Purge purge,
        List<Catalog> catalogs) {

    /** The address of the protocols over HTTP. */
    public record Http(
            String host,
            int port,
            @JsonProperty("max-body-bytes") long maxBodyBytes,
            @JsonProperty("leaving-seconds") int leavingSeconds,
            Tls tls) {}

    /** The address of gRPC, and what its clients may do. */
    public record Grpc(
            boolean enabled,
            String host,
            int port,
            @JsonProperty("max-message-bytes") int maxMessageBytes,
            @JsonProperty("keep-alive-seconds") int keepAliveSeconds,
            @JsonProperty("least-ping-seconds") int leastPingSeconds,
            @JsonProperty("idle-seconds") int idleSeconds,
            @JsonProperty("calls-per-connection") int callsPerConnection,
            boolean reflection,
            Tls tls) {}

    /** How many requests a second this server lets in; 0: as many as come. */
    public record Admission(
            @JsonProperty("principal-requests-per-second") int principalRequests,
            @JsonProperty("catalog-requests-per-second") int catalogRequests) {}

    /** The address of health and metrics. */
    public record Monitor(String host, int port, Tls tls) {}

    /** Key and certificates of a port; without any there is no TLS. */
    public record Tls(
            String certificate,
            String key,
            @JsonProperty("key-store") String keyStore,
            @JsonProperty("key-store-password") String keyStorePassword,
            @JsonProperty("client-certificates") ClientCertificates clientCertificates,
            @JsonProperty("client-ca") String clientCa) {
        /** Never shows the password. */
        @Override
        public String toString() {
            return "Tls[" + certificate + keyStore + "]";
        }
    }

    /** Whether clients present certificates. */
    public enum ClientCertificates {
        NONE,
        WANTED,
        NEEDED
    }

    /** What a commit survives on the embedded store. */
    public enum Durability {
        PROCESS,
        POWER
    }

    /** The catalog database; an empty url means the embedded one. */
    public record Store(
            String url,
            String user,
            String password,
            @JsonProperty("pool-size") int poolSize,
            @JsonProperty("embedded-durability") Durability embeddedDurability) {
        public boolean embedded() {
            return url.isEmpty();
        }

        /** Never shows the password, which may stand in the URL too. */
        @Override
        public String toString() {
            return embedded() ? "embedded" : url.replaceAll("\\?.*", "").replaceAll("//[^/@]*@", "//") + " as " + user;
        }
    }

    /** The master keys, newest first: as texts, or in a file. */
    public record Secrets(
            @JsonProperty("master-key") String masterKey,
            @JsonProperty("master-key-file") String masterKeyFile) {
        /** Never shows a key. */
        @Override
        public String toString() {
            return "Secrets[" + masterKeyFile + "]";
        }
    }

    /** How long it is known what was changed and refused. */
    public record Audit(@JsonProperty("retention-days") int retentionDays) {}

    /** How long events are kept for who watches, and who is sent them. */
    public record Feed(@JsonProperty("retention-days") int retentionDays, List<Webhook> webhooks, List<Kafka> kafka) {}

    /** Somebody whom the events of a catalog are sent to, and which; no text is null, and an empty one says nothing. */
    public sealed interface Sink {
        /** How far it is, is known by this. */
        String name();

        String catalog();

        String database();

        String object();

        List<String> kinds();

        List<String> operations();
    }

    /** An address that events are sent to. */
    public record Webhook(
            String name,
            String catalog,
            String url,
            String secret,
            @JsonProperty("plain-http") boolean plainHttp,
            String database,
            String object,
            List<String> kinds,
            List<String> operations)
            implements Sink {
        /** Never shows the secret, nor the address, which may hold another. */
        @Override
        public String toString() {
            return "Webhook[" + name + "]";
        }
    }

    /** A topic of Kafka that events are sent to. */
    public record Kafka(
            String name,
            String catalog,
            String topic,
            @JsonProperty("bootstrap-servers") List<String> bootstrapServers,
            Map<String, String> properties,
            String database,
            String object,
            List<String> kinds,
            List<String> operations)
            implements Sink {
        /** Never shows the properties, which may hold secrets. */
        @Override
        public String toString() {
            return "Kafka[" + name + "]";
        }
    }

    /** When and how fast the files of dropped tables are deleted. */
    public record Purge(
            @JsonProperty("delay-seconds") int delaySeconds,
            @JsonProperty("files-per-second") int filesPerSecond) {}

    /** One catalog: what clients name as their warehouse. */
    public record Catalog(
            String name,
            String warehouse,
            Layout layout,
            @JsonProperty("allowed-locations") List<String> allowedLocations,
            @JsonProperty("client-options") Map<String, String> clientOptions,
            S3 s3) {}

    /** How the server itself reaches an S3-compatible store. */
    public record S3(
            String endpoint,
            String region,
            @JsonProperty("access-key") String accessKey,
            @JsonProperty("secret-key") String secretKey,
            @JsonProperty("path-style") boolean pathStyle,
            Vending vending) {
        /** Never shows the keys. */
        @Override
        public String toString() {
            return "S3[" + endpoint + ", " + region + ", " + vending + "]";
        }
    }

    /** Whether engines get credentials of the catalog, and which. */
    public enum VendingMode {
        NONE,
        STS,
        STATIC
    }

    /** How engines get credentials for an S3-compatible store. */
    public record Vending(
            VendingMode mode,
            @JsonProperty("role-arn") String roleArn,
            @JsonProperty("sts-endpoint") String stsEndpoint,
            @JsonProperty("access-key") String accessKey,
            @JsonProperty("secret-key") String secretKey,
            @JsonProperty("client-endpoint") String clientEndpoint,
            @JsonProperty("lifetime-seconds") int lifetimeSeconds) {
        /** Never shows the keys. */
        @Override
        public String toString() {
            return "Vending[" + mode + ", " + roleArn + "]";
        }
    }
}
