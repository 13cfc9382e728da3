package dev.bzzz.core.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Makes the folders of {@code @TempDir} in memory where the system has room for them there, and in
 * the usual place elsewhere. Tests of git write thousands of small files, each made durable, and a
 * disk takes longer for that than all else they do. Chosen by {@code
 * junit.jupiter.tempdir.factory.default}.
 */
public final class MemoryTempDirs implements TempDirFactory {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long MIN_BYTES = 2L << 30; // a container's usual 64 MiB are too few
  private static final String PREFIX = "bzzz-junit-";

  @Override
  public Path createTempDirectory(
      AnnotatedElementContext elementContext, ExtensionContext extensionContext)
      throws IOException {
    return create();
  }

  /** A new folder, to be deleted by the caller: for what several test classes share. */
  public static Path create() throws IOException {
    return hasRoom() && runsPrograms()
        ? Files.createTempDirectory(MEMORY, PREFIX)
        : Files.createTempDirectory(PREFIX);
  }

  private static boolean hasRoom() throws IOException {
    return Files.isDirectory(MEMORY)
        && Files.isWritable(MEMORY)
        && Files.getFileStore(MEMORY).getUsableSpace() >= MIN_BYTES;
  }

  /** Some systems let nobody run a program from there; tests have scripts. */
  private static boolean runsPrograms() throws IOException {
    Path probe = Files.createTempFile(MEMORY, PREFIX, ".sh");
    try {
      return probe.toFile().setExecutable(true) && Files.isExecutable(probe);
    } finally {
      Files.delete(probe);
    }
  }
}
