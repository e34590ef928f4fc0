package io.tarn.conformance;

import io.tarn.engines.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** The tests' temporary directories lie where the server allows clients to place external tables. */
public final class OutsideDirectories implements TempDirFactory {
    static Path root() {
        return TestSettings.path("tarn.conformance.directory").resolve("outside");
    }

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(root()), "test");
    }
}
