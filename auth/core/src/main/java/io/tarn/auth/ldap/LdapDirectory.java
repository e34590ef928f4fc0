package io.tarn.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.RefusedException;
import io.tarn.auth.login.UndecidedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks passwords by logging in to a directory with them, and reads there who it was. */
public final class LdapDirectory implements AutoCloseable {
    private static final int MOST_GROUPS = 2000;

    /** How many connections may turn out to be closed, as idle ones are, before a directory counts as down. */
    private static final int MOST_CLOSED = 3;

    /** Answers of a directory to a login that mean no; every other failure means that it could not tell. */
    private static final Set<ResultCode> NO = Set.of(
            ResultCode.INVALID_CREDENTIALS,
            ResultCode.NO_SUCH_OBJECT,
            ResultCode.INVALID_DN_SYNTAX,
            ResultCode.INAPPROPRIATE_AUTHENTICATION,
            ResultCode.CONSTRAINT_VIOLATION,
            ResultCode.UNWILLING_TO_PERFORM);

    private static final Pattern PLACEHOLDER =
            Pattern.compile(Pattern.quote(LdapSettings.NAME) + "|" + Pattern.quote(LdapSettings.DN_OF_USER));

    private final LdapSettings settings;
    private final LDAPConnectionPool logins;
    private final @Nullable LDAPConnectionPool searches;

    public LdapDirectory(LdapSettings settings) {
        this.settings = settings;
        DirectoryConnections connections = new DirectoryConnections(settings);
        this.logins = connections.forLogins();
        this.searches = settings.users() instanceof LdapSettings.Search account ? connections.of(account) : null;
    }

    /**
     * @throws RefusedException when the directory says no
     * @throws UndecidedException when it says nothing
     */
    public Identity login(String name, String password) {
        if (password.isEmpty()) {
            throw new RefusedException("The password is empty");
        }
        try {
            if (searches != null && settings.users() instanceof LdapSettings.Search search) {
                SearchResultEntry entry = find(searches, search, name);
                return bound(entry.getDN(), password, own -> identity(name, entry, searches));
            }
            String dn = dnOf(name);
            return bound(dn, password, own -> identity(name, ownEntry(own, dn), own));
        } catch (LDAPException e) {
            throw undecided(e);
        }
    }

    private static UndecidedException undecided(LDAPException e) {
        return new UndecidedException("The password cannot be checked: the directory does not answer as it should", e);
    }

    /** The same for a name that does not exist, so that nobody learns which do. */
    private static RefusedException wrong() {
        return new RefusedException("The name is unknown, or the password is wrong");
    }

    private interface Reading {
        Identity from(LDAPInterface connection) throws LDAPException;
    }

    /** Logs in, and reads as whoever that was. The connection's next user logs in anew. */
    private Identity bound(String dn, String password, Reading reading) throws LDAPException {
        LDAPConnection connection = loggedIn(dn, password);
        boolean usable = false;
        try {
            Identity identity = reading.from(connection);
            usable = true;
            return identity;
        } catch (LDAPException e) {
            usable = e.getResultCode().isConnectionUsable();
            throw e;
        } catch (RefusedException e) {
            usable = true;
            throw e;
        } finally {
            giveBack(connection, usable);
        }
    }

    private LDAPConnection loggedIn(String dn, String password) throws LDAPException {
        LDAPConnection connection = logins.getConnection();
        for (int closed = 0; ; closed++) {
            try {
                // A new request each time: the old one may yet be told that its connection was closed.
                connection.bind(new SimpleBindRequest(dn, password));
                return connection;
            } catch (LDAPException e) {
                if (closed == MOST_CLOSED || !e.getResultCode().equals(ResultCode.SERVER_DOWN)) {
                    throw refusal(connection, e);
                }
            }
            // Directories close idle connections, which is only noticed at the next login.
            connection = logins.replaceDefunctConnection(connection);
        }
    }

    private LDAPException refusal(LDAPConnection connection, LDAPException answer) {
        giveBack(connection, answer.getResultCode().isConnectionUsable());
        if (NO.contains(answer.getResultCode())) {
            throw wrong();
        }
        return answer;
    }

    private void giveBack(LDAPConnection connection, boolean usable) {
        if (usable) {
            logins.releaseConnection(connection);
        } else {
            logins.releaseDefunctConnection(connection);
        }
    }

    private SearchResultEntry find(LDAPInterface in, LdapSettings.Search search, String name) throws LDAPException {
        for (int closed = 0; ; closed++) {
            try {
                return findOnce(in, search, name);
            } catch (LDAPException e) {
                if (closed == MOST_CLOSED || !e.getResultCode().equals(ResultCode.SERVER_DOWN)) {
                    throw e;
                }
            }
        }
    }

    private SearchResultEntry findOnce(LDAPInterface in, LdapSettings.Search search, String name) throws LDAPException {
        SearchRequest request =
                request(search.base(), SearchScope.SUB, filter(search.filter(), name, ""), 2, attributesOfUser());
        List<SearchResultEntry> found;
        try {
            found = in.search(request).getSearchEntries();
        } catch (LDAPSearchException e) {
            if (!e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                throw e;
            }
            found = e.getSearchEntries();
        }
        if (found.isEmpty()) {
            throw wrong();
        }
        if (found.size() > 1) {
            throw new RefusedException("The directory has several entries for this name");
        }
        return found.get(0);
    }

    private SearchResultEntry ownEntry(LDAPInterface own, String dn) throws LDAPException {
        SearchResultEntry entry = own.getEntry(dn, attributesOfUser());
        if (entry == null) {
            throw new RefusedException("The directory does not let this name read its own entry");
        }
        return entry;
    }

    private String[] attributesOfUser() {
        List<String> names = new ArrayList<>(settings.attributes().values());
        names.add(settings.nameAttribute());
        if (settings.groups() instanceof LdapSettings.GroupAttribute listed) {
            names.add(listed.attribute());
        }
        return names.toArray(String[]::new);
    }

    /** The name becomes one value of the pattern, whatever is in it: parts of a distinguished name are not text. */
    private String dnOf(String name) throws LDAPException {
        String pattern = ((LdapSettings.Pattern) settings.users()).dn();
        List<RDN> parts = new ArrayList<>();
        for (RDN part : DN.getRDNs(pattern)) {
            String[] values = Arrays.stream(part.getAttributeValues())
                    .map(value -> value.replace(LdapSettings.NAME, name))
                    .toArray(String[]::new);
            parts.add(new RDN(part.getAttributeNames(), values));
        }
        return new DN(parts).toString();
    }

    private Identity identity(String typed, SearchResultEntry entry, LDAPInterface reader) throws LDAPException {
        String name = nameIn(entry, typed);
        Map<String, String> attributes = new TreeMap<>();
        settings.attributes().forEach((key, attribute) -> {
            String value = entry.getAttributeValue(attribute);
            if (value != null) {
                attributes.put(key, value);
            }
        });
        return new Identity(Identity.Kind.USER, name, groups(name, entry, reader), attributes, null);
    }

    private String nameIn(SearchResultEntry entry, String typed) {
        String[] names = entry.getAttributeValues(settings.nameAttribute());
        if (names != null && names.length == 1) {
            return names[0];
        }
        if (names != null) {
            for (String name : names) {
                if (name.equalsIgnoreCase(typed)) {
                    return name;
                }
            }
        }
        throw new RefusedException("The directory's entry says no name in its attribute " + settings.nameAttribute());
    }

    private Set<String> groups(String name, SearchResultEntry entry, LDAPInterface reader) throws LDAPException {
        if (settings.groups() instanceof LdapSettings.GroupSearch search) {
            Filter filter = filter(search.filter(), name, entry.getDN());
            SearchRequest request =
                    request(search.base(), SearchScope.SUB, filter, MOST_GROUPS, search.nameAttribute());
            Set<String> groups = new TreeSet<>();
            // Too many are an exception: with some of them left out, what is denied to those would be allowed.
            for (SearchResultEntry group : reader.search(request).getSearchEntries()) {
                String groupName = group.getAttributeValue(search.nameAttribute());
                if (groupName == null) {
                    throw new RefusedException("A group of this name has no attribute " + search.nameAttribute());
                }
                groups.add(groupName);
            }
            return groups;
        }
        if (settings.groups() instanceof LdapSettings.GroupAttribute listed) {
            return listed(listed, entry);
        }
        return Set.of();
    }

    private static Set<String> listed(LdapSettings.GroupAttribute listed, SearchResultEntry entry)
            throws LDAPException {
        String[] dns = entry.getAttributeValues(listed.attribute());
        Set<String> groups = new TreeSet<>();
        DN base = new DN(listed.base());
        for (String dn : dns == null ? new String[0] : dns) {
            DN group = new DN(dn);
            if (group.isDescendantOf(base, false)) {
                groups.add(group.getRDN().getAttributeValues()[0]);
            }
        }
        return groups;
    }

    /** In one go, so that a placeholder inside a name is a name. */
    private static Filter filter(String pattern, String name, String dn) throws LDAPException {
        return Filter.create(PLACEHOLDER
                .matcher(pattern)
                .replaceAll(found -> Matcher.quoteReplacement(
                        Filter.encodeValue(found.group().equals(LdapSettings.NAME) ? name : dn))));
    }

    private SearchRequest request(String base, SearchScope scope, Filter filter, int limit, String... attributes) {
        SearchRequest request = new SearchRequest(base, scope, filter, attributes);
        request.setSizeLimit(limit);
        request.setTimeLimitSeconds((int) Math.max(1, settings.timeout().toSeconds()));
        return request;
    }

    @Override
    public void close() {
        logins.close();
        if (searches != null) {
            searches.close();
        }
    }
}
