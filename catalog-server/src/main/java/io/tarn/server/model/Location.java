package io.tarn.server.model;

import io.tarn.auth.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A place in storage, in one normal form, so that two texts that mean the same place compare equal: lower-case scheme and
 * bucket, no empty step, no {@code .} or {@code ..}, no percent-encoding, no trailing slash.
 */
public final class Location {
    /** What names an object store, and how the normal form does: {@code oss} is opened by other clients than {@code s3}. */
    private static final Map<String, String> OBJECT_STORES = Map.of("s3", "s3", "s3a", "s3", "s3n", "s3", "oss", "oss");

    private static final String BUCKET = "://";

    private final String text;

    private Location(String text) {
        this.text = text;
    }

    /**
     * @param raw {@code file:/dir}, {@code file:///dir}, {@code /dir}, {@code s3://bucket/dir} or
     *     {@code oss://bucket/dir}
     * @throws TarnException INVALID_LOCATION when it is not absolute, of another scheme, or written in a form that could
     *     mean two places
     */
    public static Location parse(String raw) {
        if (raw.length() > Limits.LOCATION_LENGTH) {
            throw invalid(raw, "is longer than " + Limits.LOCATION_LENGTH + " characters");
        }
        if (raw.chars().anyMatch(c -> c < 0x20 || c == 0x7F) || raw.contains("\\") || raw.contains("%")) {
            throw invalid(raw, "contains a control character, a backslash or a percent sign");
        }
        if (raw.contains("?") || raw.contains("#") || raw.contains("*") || raw.contains("$") || raw.contains("{")) {
            throw invalid(raw, "contains a character with a meaning of its own");
        }
        int colon = raw.indexOf(':');
        if (raw.startsWith("/") && !raw.startsWith("//")) {
            return file(raw, raw);
        }
        if (colon < 1) {
            throw invalid(raw, "is not absolute");
        }
        String scheme = raw.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = raw.substring(colon + 1);
        if (scheme.equals("file")) {
            return file(raw, rest);
        }
        String store = OBJECT_STORES.get(scheme);
        if (store != null) {
            return object(raw, store, rest);
        }
        throw invalid(raw, "has a scheme that this server does not open; use file, s3 or oss");
    }

    private static Location file(String raw, String rest) {
        String path = rest.startsWith("///") ? rest.substring(2) : rest;
        if (!path.startsWith("/") || path.startsWith("//")) {
            throw invalid(raw, "names a host or is not absolute");
        }
        String steps = steps(raw, path);
        if (steps.isEmpty()) {
            throw invalid(raw, "is the root of the file system");
        }
        return normal(raw, "file:" + steps);
    }

    private static Location object(String raw, String scheme, String rest) {
        if (!rest.startsWith("//")) {
            throw invalid(raw, "names no bucket");
        }
        int slash = rest.indexOf('/', 2);
        String bucket = (slash < 0 ? rest.substring(2) : rest.substring(2, slash)).toLowerCase(Locale.ROOT);
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,62}")) {
            throw invalid(raw, "names no valid bucket");
        }
        return normal(raw, scheme + BUCKET + bucket + (slash < 0 ? "" : steps(raw, rest.substring(slash))));
    }

    /** The scheme that was left out, or a longer one, must not make it too long after all. */
    private static Location normal(String raw, String text) {
        if (text.length() > Limits.LOCATION_LENGTH) {
            throw invalid(raw, "is longer than " + Limits.LOCATION_LENGTH + " characters");
        }
        return new Location(text);
    }

    private static String steps(String raw, String path) {
        StringBuilder normal = new StringBuilder();
        for (String step : path.split("/", -1)) {
            if (step.equals("..") || step.equals(".")) {
                throw invalid(raw, "contains the step '" + step + "'");
            }
            if (!step.isEmpty()) {
                normal.append('/').append(step);
            }
        }
        return normal.toString();
    }

    /** A place directly below this one; {@code step} is a single step that {@link Names} or the server itself made. */
    public Location child(String step) {
        return parse(text + "/" + step);
    }

    public boolean isLocal() {
        return text.startsWith("file:");
    }

    /** Whether Alibaba's own clients open it. */
    public boolean isOss() {
        return text.startsWith("oss:");
    }

    /** True when {@code other} is this place or lies below it. */
    public boolean contains(Location other) {
        return other.text.equals(text) || other.text.startsWith(text + "/");
    }

    /** Whether one of the two lies in the other, also when they name their store in different ways. */
    public boolean overlaps(Location other) {
        if (isLocal() != other.isLocal()) {
            return false;
        }
        String mine = text.substring(text.indexOf(':')) + "/";
        String theirs = other.text.substring(other.text.indexOf(':')) + "/";
        return mine.startsWith(theirs) || theirs.startsWith(mine);
    }

    /** This place and all above it, this first. */
    public List<Location> lineage() {
        List<Location> lineage = new ArrayList<>();
        int top = top().text.length();
        for (int end = text.length(); end >= top; end = text.lastIndexOf('/', end - 1)) {
            lineage.add(new Location(text.substring(0, end)));
        }
        return lineage;
    }

    /** The beginning that this place shares with all that contain it or lie in it: its bucket, or its first directory. */
    public Location top() {
        int start = isLocal() ? "file:/".length() : bucketStart();
        int slash = text.indexOf('/', start);
        return slash < 0 ? this : new Location(text.substring(0, slash));
    }

    /** The path below the file system or bucket, beginning with a slash; empty for a whole bucket. */
    public String path() {
        if (isLocal()) {
            return text.substring("file:".length());
        }
        int slash = text.indexOf('/', bucketStart());
        return slash < 0 ? "" : text.substring(slash);
    }

    /** The bucket of an object-store location. */
    public String bucket() {
        String rest = text.substring(bucketStart());
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    private int bucketStart() {
        return text.indexOf(BUCKET) + BUCKET.length();
    }

    /** 32 bytes that stand for this place where an index key must be short. */
    public byte[] hash() {
        return Sha256.of(text);
    }

    private static TarnException invalid(String raw, String why) {
        return TarnException.about(
                ErrorCode.INVALID_LOCATION, Names.printable(raw), "The location '" + Names.printable(raw) + "' " + why);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Location location && location.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The normal form, e.g. {@code file:/data/lake} or {@code s3://bucket/lake}. */
    @Override
    public String toString() {
        return text;
    }
}
