package io.tarn.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * Who is let in besides the holders of this server's own tokens. Lists of blocks stand in {@code conf/tarn.yaml} with one
 * entry each, which shows the defaults of every entry and counts for nothing while it is left as it is.
 */
public record Authentication(
        @JsonProperty("trusted-proxies") List<String> trustedProxies,
        @JsonProperty("oauth-token-seconds") int oauthTokenSeconds,
        List<Oidc> oidc,
        Certificates certificates,
        Ldap ldap,
        Dlf dlf,
        Throttle throttle,
        List<Impersonation> impersonation) {

    /** An identity provider whose signed tokens are accepted. */
    public record Oidc(
            String issuer,
            List<String> audiences,
            @JsonProperty("jwks-uri") String jwksUri,
            @JsonProperty("plain-http") boolean plainHttp,
            List<String> algorithms,
            @JsonProperty("token-types") List<String> tokenTypes,
            @JsonProperty("clock-skew-seconds") int clockSkewSeconds,
            Map<String, String> required,
            @JsonProperty("name-claim") String nameClaim,
            @JsonProperty("name-prefix") String namePrefix,
            @JsonProperty("groups-claim") String groupsClaim,
            @JsonProperty("group-prefix") String groupPrefix,
            @JsonProperty("service-claim") String serviceClaim,
            @JsonProperty("service-value") String serviceValue,
            Map<String, String> attributes) {}

    /** Which part of a client certificate's subject is whose name; without an attribute none is accepted. */
    public record Certificates(
            @JsonProperty("name-attribute") String nameAttribute, CertificateOf of) {}

    /** Whom client certificates are issued to. */
    public enum CertificateOf {
        USER,
        SERVICE
    }

    /** A directory that passwords are checked by; without servers there is none. */
    public record Ldap(
            List<String> servers,
            Encryption encryption,
            @JsonProperty("plain-passwords") boolean plainPasswords,
            @JsonProperty("trust-store") String trustStore,
            @JsonProperty("trust-store-password") String trustStorePassword,
            @JsonProperty("timeout-seconds") int timeoutSeconds,
            int connections,
            @JsonProperty("remember-seconds") int rememberSeconds,
            @JsonProperty("user-dn") String userDn,
            @JsonProperty("user-search") UserSearch userSearch,
            @JsonProperty("name-attribute") String nameAttribute,
            @JsonProperty("group-search") GroupSearch groupSearch,
            @JsonProperty("group-attribute") String groupAttribute,
            Map<String, String> attributes) {
        /** Never shows the passwords. */
        @Override
        public String toString() {
            return "Ldap[" + servers + ", " + encryption + "]";
        }
    }

    /** How a password travels to the directory. */
    public enum Encryption {
        LDAPS,
        START_TLS,
        NONE
    }

    /** The account that looks for people; used when there is no pattern of their names. */
    public record UserSearch(
            @JsonProperty("bind-dn") String bindDn,
            @JsonProperty("bind-password") String bindPassword,
            String base,
            String filter) {
        /** Never shows the password. */
        @Override
        public String toString() {
            return "UserSearch[" + bindDn + "]";
        }
    }

    /** Where groups are, and how those of a person are found; without a base there are none. */
    public record GroupSearch(
            String base,
            String filter,
            @JsonProperty("name-attribute") String nameAttribute) {}

    /** Requests signed with an access key, as Paimon's clients do for DLF. */
    public record Dlf(boolean enabled) {}

    /** How callers whose credentials are wrong are slowed down. */
    public record Throttle(
            int failures,
            @JsonProperty("source-failures") int sourceFailures,
            @JsonProperty("window-seconds") int windowSeconds,
            @JsonProperty("first-pause-seconds") int firstPauseSeconds,
            @JsonProperty("longest-pause-seconds") int longestPauseSeconds) {}

    /** In whose name a service may act. */
    public record Impersonation(String service, List<String> users, List<String> groups) {}
}
