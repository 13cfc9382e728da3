package dev.bzzz.core.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Reads a command's output on a thread of its own: keeps the start, throws the rest away. */
final class OutputCollector {
  private static final int CHUNK_BYTES = 8192;

  private final InputStream from;
  private final int limit;
  private final Thread thread;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean truncated;

  private OutputCollector(InputStream from, int limit) {
    this.from = from;
    this.limit = limit;
    this.thread = new Thread(this::drain, "bzzz-sandbox-output");
    thread.setDaemon(true);
  }

  static OutputCollector start(InputStream from, int limitBytes) {
    var collector = new OutputCollector(from, limitBytes);
    collector.thread.start();
    return collector;
  }

  /**
   * Waits for the end of the output.
   *
   * @return whether it came; without, somebody who escaped still holds the pipe
   */
  boolean await(Duration atMost) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + atMost.toNanos();
    while (thread.isAlive() && System.nanoTime() < deadline) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  /** What was kept so far. */
  synchronized String text() {
    byte[] bytes = kept.toByteArray();
    int end = bytes.length;
    if (truncated) { // not in the middle of a character
      while (end > 0 && bytes.length - end < 3 && (bytes[end - 1] & 0xc0) == 0x80) {
        end--;
      }
      end = end > 0 && (bytes[end - 1] & 0xc0) == 0xc0 ? end - 1 : bytes.length;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  synchronized boolean truncated() {
    return truncated;
  }

  private void drain() {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (from) {
      for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
        keep(chunk, count);
      }
    } catch (IOException e) {
      keep(chunk, 0); // the pipe broke with its last writer: what came is all there is
    }
  }

  private synchronized void keep(byte[] chunk, int count) {
    int room = Math.min(count, limit - kept.size());
    kept.write(chunk, 0, room);
    truncated |= room < count;
  }
}
