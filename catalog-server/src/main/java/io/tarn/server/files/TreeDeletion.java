package io.tarn.server.files;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Deletes a directory tree, a bounded number of files at a time. A writer may still add files while it runs. */
final class TreeDeletion extends SimpleFileVisitor<Path> {
    private final int most;
    private int deleted;

    TreeDeletion(int most) {
        this.most = most;
    }

    int deleted() {
        return deleted;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (deleted >= most) {
            return FileVisitResult.TERMINATE;
        }
        if (Files.deleteIfExists(file)) {
            deleted++;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            // Somebody wrote into it meanwhile; the next step finds that file.
            deleted++;
        }
        return FileVisitResult.CONTINUE;
    }
}
