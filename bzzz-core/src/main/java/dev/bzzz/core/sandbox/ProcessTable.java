package dev.bzzz.core.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The processes of this machine as Linux shows them in {@code /proc}; empty on other systems. */
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  /** Fields of {@code /proc/PID/stat} behind the program's name, see proc(5). */
  private static final int STATE = 0;

  private static final int PARENT = 1;
  private static final int GROUP = 2;
  private static final int SESSION = 3;
  private static final int THREADS = 17;

  /** One process. */
  record Row(long pid, long parent, long group, long session, int threads, boolean dead) {}

  private ProcessTable() {}

  static List<Row> read() {
    List<Row> rows = new ArrayList<>();
    if (!Files.exists(PROC.resolve("self/stat"))) {
      return rows;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path folder : folders) {
        row(folder).ifPresent(rows::add);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot list the processes in /proc", e);
    }
    return rows;
  }

  /** Whether a process exists and is not merely waiting for its parent to take note of its end. */
  static boolean alive(long pid) {
    return row(PROC.resolve(Long.toString(pid))).filter(row -> !row.dead()).isPresent();
  }

  private static Optional<Row> row(Path folder) {
    String stat;
    try {
      stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return Optional.empty(); // it ended between being listed and being read
    }
    // The name may hold blanks and brackets, so count from its last bracket.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Optional.of(
        new Row(
            Long.parseLong(folder.getFileName().toString()),
            Long.parseLong(fields[PARENT]),
            Long.parseLong(fields[GROUP]),
            Long.parseLong(fields[SESSION]),
            Math.max(1, Integer.parseInt(fields[THREADS])),
            "ZX".contains(fields[STATE])));
  }

  /**
   * The id that Linux gave last to a process or thread; -1 where it is not told. Ids are given in
   * rising order, so the difference of two calls is at least the number of starts between them,
   * until the ids start over.
   */
  static long lastId() {
    try {
      String load = Files.readString(PROC.resolve("loadavg"), StandardCharsets.ISO_8859_1).strip();
      return Long.parseLong(load.substring(load.lastIndexOf(' ') + 1));
    } catch (IOException | NumberFormatException e) {
      return -1; // no Linux: the caller counts instead
    }
  }
}
