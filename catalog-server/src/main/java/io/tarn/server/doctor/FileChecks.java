package io.tarn.server.doctor;

import static io.tarn.server.doctor.Finding.ok;
import static io.tarn.server.doctor.Finding.warning;
import static io.tarn.server.doctor.Finding.wrong;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Who may read the files that hold secrets. */
public final class FileChecks {
    private FileChecks() {}

    /**
     * A file with a secret.
     *
     * @param what it is, for the reader
     */
    public static Finding secret(String what, Path file) {
        if (!Files.isReadable(file)) {
            return wrong(what, file + " cannot be read", "let the server's user read it");
        }
        return judge(what, file, PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_READ, "chmod 600 " + file);
    }

    /** The directory that holds the database and the first token; who may write there may put other ones there. */
    public static Finding directory(String what, Path directory) {
        if (!Files.isWritable(directory)) {
            return wrong(what, directory + " cannot be written", "let it belong to the server's user");
        }
        return judge(
                what,
                directory,
                PosixFilePermission.OTHERS_WRITE,
                PosixFilePermission.GROUP_WRITE,
                "chmod go-w " + directory);
    }

    private static Finding judge(
            String what, Path path, PosixFilePermission never, PosixFilePermission seldom, String advice) {
        try {
            Set<PosixFilePermission> held = Files.getPosixFilePermissions(path);
            String seen = path + " " + PosixFilePermissions.toString(held);
            if (held.contains(never)) {
                return wrong(what, seen, advice);
            }
            return held.contains(seldom) ? warning(what, seen, advice) : ok(what, seen);
        } catch (IOException | UnsupportedOperationException e) {
            return warning(
                    what, path + ": its permissions cannot be read", "see to it that only the server's user reads it");
        }
    }
}
