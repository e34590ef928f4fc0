package io.tarn.server.ops.principals;

import io.tarn.auth.login.Authenticator;
import io.tarn.auth.login.Authorization;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Accepts a client certificate that TLS has verified; a part of its subject is the principal's name. It counts only when
 * the request presents nothing else: engines share connections.
 */
public final class AuthenticateCertificate implements Authenticator {
    private final String attribute;
    private final Identity.Kind kind;

    /** @param attribute of the subject, such as CN */
    public AuthenticateCertificate(String attribute, Identity.Kind kind) {
        this.attribute = attribute;
        this.kind = kind;
    }

    @Override
    public String accepts() {
        return "a client certificate";
    }

    @Override
    public Optional<Identity> authenticate(Credentials credentials) {
        String subject = credentials.certificateSubject();
        if (subject == null || Authorization.of(credentials).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Identity(kind, name(subject), Set.of(), Map.of(), null));
    }

    private String name(String subject) {
        try {
            List<Object> values = new LdapName(subject)
                    .getRdns().stream()
                            .filter(part -> part.size() == 1 && part.getType().equalsIgnoreCase(attribute))
                            .map(Rdn::getValue)
                            .toList();
            // Of two, a certificate authority may have checked the other one only.
            if (values.size() == 1 && values.get(0) instanceof String name) {
                return name;
            }
        } catch (InvalidNameException e) {
            throw new RefusedException("The subject of the client certificate is not readable");
        }
        throw new RefusedException("The subject of the client certificate does not have one " + attribute);
    }
}
