package io.tarn.server.vending;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Composes the policy of a session: what its credentials may do, on the one directory of a table. Every path in it ends
 * with the slash of the directory, so {@code orders} never opens {@code orders_2}.
 *
 * <p>Of a table whose history the server keeps, a writer may neither put nor overwrite snapshots and schemas. It may delete
 * them, and write the hints beside them: that is how clients expire snapshots.
 */
public final class SessionPolicy {
    /** Characters that STS takes at most. */
    public static final int LONGEST = 2_048;

    /** Characters that mean something in a policy: wildcards, and what begins a variable. */
    private static final String MEANINGFUL = "*?${}\\";

    private static final List<String> SERVERS = List.of("snapshot/snapshot-*", "schema/*");

    /** The same thing in the words of the store's operator. */
    private enum Dialect {
        S3("2012-10-17", "s3:", "ListBucket", "s3:prefix"),
        OSS("1", "oss:", "ListObjects", "oss:Prefix");

        private final String version;
        private final String service;
        private final String list;
        private final String prefix;

        Dialect(String version, String service, String list, String prefix) {
            this.version = version;
            this.service = service;
            this.list = list;
            this.prefix = prefix;
        }
    }

    private final Dialect dialect;
    private final String arn;
    private final Location directory;
    private final String key;

    private SessionPolicy(Dialect dialect, String stores, Location directory) {
        this.dialect = dialect;
        this.arn = stores + directory.bucket();
        this.directory = directory;
        this.key = directory.path().replaceFirst("^/", "");
    }

    /**
     * @param partition of the store's names, {@code aws} nearly everywhere
     * @return JSON, in ASCII
     * @throws TarnException INTERNAL when no policy can say exactly this
     */
    public static String s3(TableScope scope, String partition) {
        return new SessionPolicy(Dialect.S3, "arn:" + partition + ":s3:::", scope.directory()).of(scope);
    }

    /**
     * The same for Alibaba's OSS.
     *
     * @return JSON, in ASCII
     * @throws TarnException INTERNAL when no policy can say exactly this
     */
    public static String oss(TableScope scope) {
        return new SessionPolicy(Dialect.OSS, "acs:oss:*:*:", scope.directory()).of(scope);
    }

    private String of(TableScope scope) {
        checkLiteral();
        String text = text(scope, protectedPaths());
        if (text.length() > LONGEST && mayBeWide()) {
            text = text(scope, widePaths());
        }
        if (text.length() > LONGEST) {
            throw inexpressible("is too long: its policy would have " + text.length() + " characters, of " + LONGEST
                    + " that are possible");
        }
        return text;
    }

    private void checkLiteral() {
        if (key.isEmpty()) {
            throw inexpressible("is a whole bucket");
        }
        for (int i = 0; i < MEANINGFUL.length(); i++) {
            char letter = MEANINGFUL.charAt(i);
            if (key.indexOf(letter) >= 0) {
                throw inexpressible("contains '" + letter + "', which would mean something else in a policy");
            }
        }
    }

    private String text(TableScope scope, List<String> denied) {
        List<String> actions = scope.write()
                ? List.of("GetObject", "PutObject", "DeleteObject", "AbortMultipartUpload")
                : List.of("GetObject");
        String text = "{\"Version\":" + quoted(dialect.version) + ",\"Statement\":["
                + "{\"Effect\":\"Allow\",\"Action\":" + actions(actions) + ",\"Resource\":"
                + quoted(arn + "/" + key + "/*")
                + "},"
                + "{\"Effect\":\"Allow\",\"Action\":" + actions(List.of(dialect.list)) + ",\"Resource\":"
                + quoted(arn) + ",\"Condition\":{\"StringLike\":{" + quoted(dialect.prefix) + ":" + quoted(key + "/*")
                + "}}}";
        if (scope.write() && scope.serversHistory()) {
            text += ",{\"Effect\":\"Deny\",\"Action\":" + actions(List.of("PutObject")) + ",\"Resource\":["
                    + denied.stream().map(SessionPolicy::quoted).collect(Collectors.joining(","))
                    + "]}";
        }
        return text + "]}";
    }

    private String actions(List<String> names) {
        String texts =
                names.stream().map(name -> quoted(dialect.service + name)).collect(Collectors.joining(","));
        return names.size() == 1 ? texts : "[" + texts + "]";
    }

    /** The server's files of the table and of each of its branches. */
    private List<String> protectedPaths() {
        return SERVERS.stream()
                .flatMap(files -> List.of("/", "/branch/*/").stream().map(below -> arn + "/" + key + below + files))
                .toList();
    }

    /** The same without the directory's own name: only what is allowed at all is in question, and that lies in it. */
    private List<String> widePaths() {
        return SERVERS.stream().map(files -> arn + "/*/" + files).toList();
    }

    /** Whether those mean nothing but what lies below the directory. */
    private boolean mayBeWide() {
        String steps = "/" + key + "/";
        return !steps.contains("/snapshot/snapshot-") && !steps.contains("/schema/");
    }

    private TarnException inexpressible(String why) {
        return TarnException.of(
                ErrorCode.INTERNAL,
                "No credentials can be limited to " + Names.printable(directory.toString()) + ": it " + why);
    }

    /** Services take no letters beyond Latin-1 as they are. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '"' || letter == '\\') {
                quoted.append('\\').append(letter);
            } else if (letter < 0x20 || letter > 0x7E) {
                quoted.append("\\u%04x".formatted((int) letter));
            } else {
                quoted.append(letter);
            }
        }
        return quoted.append('"').toString();
    }
}
