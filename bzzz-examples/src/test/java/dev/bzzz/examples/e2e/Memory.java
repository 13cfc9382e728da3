package dev.bzzz.examples.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory processes take, as Linux tells it. */
final class Memory {
  private static final String PEAK = "VmHWM:";

  private Memory() {}

  /** The most a process had resident so far, in MB; 0 when it has ended or this is no Linux. */
  static long peakMegabytes(ProcessHandle process) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // it has ended meanwhile
    }
  }
}
