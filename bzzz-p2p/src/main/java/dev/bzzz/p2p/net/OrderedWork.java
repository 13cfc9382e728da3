package dev.bzzz.p2p.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks signatures beside the loop and tells the results in the order in which the checks were
 * asked for. A single check with nothing before it is done on the loop itself, since two changes of
 * thread would take longer than they save; when more wait, helpers do them. Confined to the loop,
 * besides the checks.
 */
final class OrderedWork<R> {
  /** How many checks may wait before {@link #full} says to stop reading. */
  static final int HIGH_WATER = 1024;

  /** How many bytes may wait to be checked before the same. */
  static final long HIGH_WATER_BYTES = 4 * 1024 * 1024;

  /** The share of both that may wait when reading goes on. */
  private static final int LOW_WATER_SHARE = 4;

  private static final int MAX_HELPERS = 4;
  private static final int CHUNK = 8;
  private static final AtomicInteger FAILURES = new AtomicInteger();
  private static final Logger LOG = LoggerFactory.getLogger(OrderedWork.class);

  private final NodeLoop loop;
  private final ThreadPoolExecutor helpers;
  private final Runnable onRoom;
  private final Deque<Check<R>> waiting = new ArrayDeque<>();
  private List<Check<R>> gathered = new ArrayList<>();
  private long waitingBytes;
  private volatile boolean full;
  private volatile boolean helpersOnly;

  /**
   * Creates the helpers, whose threads start at the first need.
   *
   * @param onRoom called on the loop when it is no longer full
   */
  OrderedWork(String name, NodeLoop loop, Runnable onRoom) {
    this.loop = loop;
    this.onRoom = onRoom;
    int threads =
        Math.max(1, Math.min(MAX_HELPERS, Runtime.getRuntime().availableProcessors() - 1));
    this.helpers =
        new ThreadPoolExecutor(
            threads,
            threads,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Daemons.named(name));
    helpers.allowCoreThreadTimeOut(true);
  }

  /** One check; a helper writes the answer before it is marked done. */
  private static final class Check<R> {
    private final Supplier<R> question;
    private final Consumer<R> result;
    private final R otherwise;
    private final int bytes;
    private R answer;
    private volatile boolean done;

    Check(Supplier<R> question, R otherwise, int bytes, Consumer<R> result) {
      this.bytes = bytes;
      this.question = question;
      this.otherwise = otherwise;
      this.answer = otherwise;
      this.result = result;
    }

    void run() {
      try {
        answer = question.get();
      } catch (RuntimeException | Error e) {
        if (Integer.bitCount(FAILURES.incrementAndGet()) == 1) { // peers could fill the log
          LOG.warn("failures={} a message is {}, its check failed", FAILURES, otherwise, e);
        }
      }
      done = true;
    }
  }

  /**
   * Asks for a check.
   *
   * @param question asked on a helper's thread or on the loop
   * @param otherwise the answer if the question throws
   * @param bytes how much memory waits with it
   * @param result told the answer, on the loop
   */
  void add(Supplier<R> question, R otherwise, int bytes, Consumer<R> result) {
    Check<R> check = new Check<>(question, otherwise, bytes, result);
    waiting.add(check);
    waitingBytes += bytes;
    if (gathered.isEmpty()) {
      loop.execute(this::start); // after all that was read at once has been looked at
    }
    gathered.add(check);
    full |= waiting.size() >= HIGH_WATER || waitingBytes >= HIGH_WATER_BYTES;
  }

  /** Never again on the loop: the questions may take long. */
  void helpersOnly() {
    helpersOnly = true;
  }

  /** Whether so many checks wait that no more should be asked for; for any thread. */
  boolean full() {
    return full;
  }

  void close() {
    helpers.shutdownNow();
    waiting.clear();
  }

  private void start() {
    List<Check<R>> batch = gathered;
    gathered = new ArrayList<>();
    if (batch.size() == 1 && waiting.size() == 1 && !helpersOnly) {
      batch.get(0).run();
      tell();
      return;
    }
    for (int from = 0; from < batch.size(); from += CHUNK) {
      help(batch.subList(from, Math.min(batch.size(), from + CHUNK)));
    }
  }

  private void help(List<Check<R>> chunk) {
    try {
      helpers.execute(
          () -> {
            for (Check<R> check : chunk) {
              check.run();
            }
            loop.execute(this::tell);
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("the node is closing: {} checks are dropped", chunk.size());
    }
  }

  private void tell() {
    Check<R> head = waiting.peek();
    while (head != null && head.done) {
      waiting.remove();
      waitingBytes -= head.bytes;
      head.result.accept(head.answer);
      head = waiting.peek();
    }
    if (full
        && waiting.size() <= HIGH_WATER / LOW_WATER_SHARE
        && waitingBytes <= HIGH_WATER_BYTES / LOW_WATER_SHARE) {
      full = false;
      onRoom.run();
    }
  }
}
