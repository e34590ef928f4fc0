package io.tarn.server.doctor;

import static io.tarn.server.doctor.Finding.ok;
import static io.tarn.server.doctor.Finding.warning;
import static io.tarn.server.doctor.Finding.wrong;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the server gets of its machine or container. */
public final class MachineChecks {
    /**
     * What there is.
     *
     * @param heapBytes that the JVM may use
     * @param memoryBytes of the machine, or of the container
     * @param cpus that the JVM uses
     * @param zone the time zone's id
     * @param fileNames the encoding of the names of files
     */
    public record Machine(
            int java, long heapBytes, long memoryBytes, int cpus, String zone, Locale locale, String fileNames) {}

    private static final long MIB = 1 << 20;

    /** Below it the server runs, and has little for what it keeps in memory. */
    private static final long SMALL_HEAP = 200 * MIB;

    /** What the JVM takes beside the heap: code, classes, threads' stacks, buffers. */
    private static final long BESIDE_HEAP = 200 * MIB;

    private static final long DISK_WARNING = 2_048 * MIB;
    private static final long DISK_WRONG = 200 * MIB;

    /** On these a database may be lost, or damaged by two who write. */
    private static final Set<String> DISKS_NOT_FOR_A_DATABASE =
            Set.of("tmpfs", "ramfs", "nfs", "nfs4", "cifs", "fuse.s3fs");

    private MachineChecks() {}

    public static List<Finding> of(Machine machine) {
        return List.of(java(machine), memory(machine), zone(machine), locale(machine), names(machine));
    }

    private static Finding java(Machine machine) {
        String seen = machine.java() + ", " + machine.cpus() + (machine.cpus() == 1 ? " processor" : " processors");
        return machine.java() >= 17 ? ok("Java", seen) : wrong("Java", seen, "install 17 or newer");
    }

    private static Finding memory(Machine machine) {
        String what = "heap";
        String seen = machine.heapBytes() / MIB + " MiB of " + machine.memoryBytes() / MIB + " MiB";
        if (machine.heapBytes() + BESIDE_HEAP > machine.memoryBytes()) {
            return wrong(
                    what,
                    seen,
                    "lower -Xmx, or give the machine or container more: the JVM takes about " + BESIDE_HEAP / MIB
                            + " MiB beside the heap, and is killed when there is none");
        }
        return machine.heapBytes() < SMALL_HEAP
                ? warning(what, seen, "raise it by JAVA_OPTS=-Xmx512m")
                : ok(what, seen);
    }

    private static Finding zone(Machine machine) {
        // Everything is kept and told in UTC, so the zone only moves the log's times.
        return Set.of("UTC", "GMT", "Etc/UTC", "Z").contains(machine.zone())
                ? ok("time zone", machine.zone())
                : warning("time zone", machine.zone(), "servers in several zones log in several times: TZ=UTC");
    }

    private static Finding locale(Machine machine) {
        boolean plain = "I".toLowerCase(machine.locale()).equals("i")
                && String.format(machine.locale(), "%d", 10).equals("10");
        return plain
                ? ok("locale", machine.locale().toString())
                : warning(
                        "locale",
                        machine.locale().toString(),
                        "run with LC_ALL=C.UTF-8: this one has other letters or digits");
    }

    private static Finding names(Machine machine) {
        return machine.fileNames().equalsIgnoreCase("UTF-8")
                ? ok("names of files", machine.fileNames())
                : warning(
                        "names of files",
                        machine.fileNames(),
                        "run with LC_ALL=C.UTF-8: in a local warehouse other letters than ASCII cannot be written");
    }

    /**
     * The disk of the embedded database.
     *
     * @param directory that is there
     */
    public static Finding disk(Path directory) {
        String what = "disk of data-dir";
        try {
            FileStore disk = Files.getFileStore(directory);
            return disk(what, disk.type(), disk.getUsableSpace());
        } catch (IOException e) {
            return warning(what, "cannot be asked", "look at the file system of " + directory);
        }
    }

    static Finding disk(String what, String type, long free) {
        String seen = type + ", " + free / MIB + " MiB are free";
        if (free < DISK_WRONG) {
            return wrong(what, seen, "make room: without it no commit can be written");
        }
        if (DISKS_NOT_FOR_A_DATABASE.contains(type)) {
            return warning(what, seen, "move data-dir to a local disk that stays, or use MySQL or MariaDB");
        }
        return free < DISK_WARNING ? warning(what, seen, "make room before it is used up") : ok(what, seen);
    }
}
