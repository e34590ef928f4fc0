package io.tarn.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A new file that only its owner may read, made before the secret is, so that none is made for nothing. */
record SecretFile(Path path) {
    static SecretFile create(String name) {
        Path path = Path.of(name);
        try {
            return new SecretFile(Files.createFile(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        } catch (FileAlreadyExistsException e) {
            throw new UsageException(path + " exists already; a secret is only written to a new file", e);
        } catch (IOException e) {
            throw new UsageException(path + " cannot be written: " + Yaml.reason(e), e);
        }
    }

    void write(String secret) {
        try {
            Files.writeString(path, secret + "\n");
        } catch (IOException e) {
            throw new UsageException(
                    path + " cannot be written, and what it should have held is lost: revoke it. " + Yaml.reason(e), e);
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UsageException(path + " is left behind, empty: " + Yaml.reason(e), e);
        }
    }
}
