package dev.bzzz.examples.bench;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The temporary folder of a measurement, removed with all that is in it. */
final class BenchFolder implements AutoCloseable {
  private static final int SYNCS = 50;
  private static final int SYNC_BYTES = 41; // as long as a ref

  private final Path path;

  private BenchFolder(Path path) {
    this.path = path;
  }

  static BenchFolder create() {
    try {
      return new BenchFolder(Files.createTempDirectory("bzzz-bench"));
    } catch (IOException e) {
      throw new PermanentException("cannot create a folder to measure in: " + e, e);
    }
  }

  Path path() {
    return path;
  }

  /** How long this machine takes to force a small file to this disk. */
  List<Duration> syncs() {
    List<Duration> syncs = new ArrayList<>();
    Path file = path.resolve("sync");
    for (int i = 0; i < SYNCS; i++) {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate(SYNC_BYTES), (long) i * SYNC_BYTES);
        long began = System.nanoTime();
        channel.force(true);
        syncs.add(Duration.ofNanos(System.nanoTime() - began));
      } catch (IOException e) {
        throw new PermanentException("cannot measure the disk below " + path + ": " + e, e);
      }
    }
    return syncs;
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new PermanentException("cannot remove the benchmark's folder " + path + ": " + e, e);
    }
  }
}
