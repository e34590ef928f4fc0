package io.tarn.paimon;

import java.util.HashMap;
import java.util.Map;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.auth.AuthProvider;
import org.apache.paimon.rest.auth.AuthProviderFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@code token.provider=tarn-user}: a service acts for the engine's user. The service's credentials come from {@code
 * tarn.token.provider}, by default {@code bear}; the user is the option or the system property {@code tarn.user}, else the
 * user of the process as Hadoop knows it. The server lets only those services act for users that its configuration names.
 */
public final class OnBehalfOfAuthProviderFactory implements AuthProviderFactory {
    static final String IDENTIFIER = "tarn-user";
    static final String HEADER = "X-Tarn-On-Behalf-Of";

    private static final String HADOOP_USER = "org.apache.hadoop.security.UserGroupInformation";

    @Override
    public String identifier() {
        return IDENTIFIER;
    }

    @Override
    public AuthProvider create(Options options) {
        AuthProvider service = TarnAuthProviderFactory.credentials(options);
        String user = user(options);
        AuthProvider acting = (base, request) -> {
            Map<String, String> headers = new HashMap<>(service.mergeAuthHeader(base, request));
            headers.put(HEADER, user);
            return headers;
        };
        return TarnAuthProvider.around(acting, options);
    }

    /** @throws IllegalArgumentException when nobody is named: a service never falls back to its own privileges */
    static String user(Options options) {
        String user = TarnOptions.get(options, TarnOptions.USER);
        if (user == null) {
            user = System.getProperty(TarnOptions.USER);
        }
        if (user == null) {
            user = hadoopUser();
        }
        if (user == null || user.trim().isEmpty()) {
            throw new IllegalArgumentException("There is nobody to act for: neither the option nor the system property "
                    + TarnOptions.USER + " is set, and Hadoop names no user");
        }
        String named = user.trim();
        if (!ContextHeaders.clean(named).equals(named)) {
            throw new IllegalArgumentException(
                    "The name in " + TarnOptions.USER + " has more than 200 or other than ASCII characters");
        }
        return named.indexOf(':') < 0 ? "user:" + named : named;
    }

    private static @Nullable String hadoopUser() {
        Object current = Reflected.call(HADOOP_USER, "getCurrentUser");
        Object name = current == null ? null : Reflected.call(current, "getShortUserName");
        return name == null ? null : name.toString();
    }
}
