package io.tarn.paimon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A file whose whole content is one secret. It may be replaced at any time; a second later the new content counts. */
final class SecretFile {
    private static final long LARGEST = 64 * 1024;
    private static final long CHECKED_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private @Nullable String content;
    private long modified;
    private long size;
    private long checked;

    SecretFile(String path) {
        this.path = Paths.get(path.startsWith("file:") ? path.substring("file:".length()) : path);
    }

    /**
     * The content, without line breaks and spaces at its ends.
     *
     * @throws IllegalStateException when there is none to be read; an older content does not count then
     */
    synchronized String read() {
        long now = System.nanoTime();
        String known = content;
        if (known != null && now - checked < CHECKED_AGAIN_NANOS) {
            return known;
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            long time = attributes.lastModifiedTime().toMillis();
            if (known == null || time != modified || attributes.size() != size) {
                known = load(attributes.size());
                modified = time;
                size = attributes.size();
                content = known;
            }
            checked = now;
            return known;
        } catch (IOException e) {
            content = null;
            throw new IllegalStateException("The file " + path + " cannot be read: " + e, e);
        }
    }

    private String load(long bytes) throws IOException {
        if (bytes > LARGEST) {
            throw new IOException("it has more than " + LARGEST + " bytes");
        }
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8).trim();
        if (text.isEmpty()) {
            throw new IOException("it is empty");
        }
        return text;
    }
}
