package dev.bzzz.core.claim.quorum;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers the questions of peers in one thread: all that have come while it was at work together,
 * with one wait for the disk. A thread for each question would mostly wait for the same, and to
 * wake it takes longer than most answers. Safe for use by many threads.
 */
final class Sitting {
  /** How many questions may wait; those beyond fail. */
  static final int MAX_WAITING = 1000;

  /** How many share one wait for the disk. */
  static final int MAX_TOGETHER = 64;

  private final Booth booth;
  private final Executor thread;
  private final BlockingQueue<Item> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicBoolean working = new AtomicBoolean();
  private volatile boolean closed;

  private record Item(byte[] question, CompletableFuture<byte[]> answer) {}

  /**
   * Nothing asked yet.
   *
   * @param thread runs one task at a time
   */
  Sitting(Booth booth, Executor thread) {
    this.booth = booth;
    this.thread = thread;
  }

  /** Takes a question in; what is no question of anybody fails. */
  CompletableFuture<byte[]> ask(byte[] question) {
    Item item = new Item(question, new CompletableFuture<>());
    if (closed) {
      fail(item, "it votes no more");
    } else if (!waiting.offer(item)) {
      fail(item, MAX_WAITING + " questions wait");
    } else {
      wake();
      if (closed) {
        close(); // meanwhile, maybe before this one was there to be seen
      }
    }
    return item.answer();
  }

  /** Answers nothing more. */
  void close() {
    closed = true;
    for (Item item = waiting.poll(); item != null; item = waiting.poll()) {
      fail(item, "it votes no more");
    }
  }

  private void wake() {
    if (!working.compareAndSet(false, true)) {
      return; // it looks once more before it ends
    }
    try {
      thread.execute(this::work);
    } catch (RejectedExecutionException e) {
      close();
    }
  }

  private void work() {
    List<Item> items = new ArrayList<>();
    while (waiting.drainTo(items, MAX_TOGETHER) > 0) {
      answer(items);
      items.clear();
    }
    working.set(false);
    if (!waiting.isEmpty()) {
      wake();
    }
  }

  private void answer(List<Item> items) {
    List<Optional<Booth.Draft>> drafts = items.stream().map(this::draft).toList();
    Optional<Answer> trouble = booth.voter().settle();
    for (int i = 0; i < items.size(); i++) {
      CompletableFuture<byte[]> answer = items.get(i).answer();
      drafts.get(i).ifPresent(draft -> answer.complete(draft.sealed(trouble)));
    }
  }

  /** A question that is none, or on which the voter fails, is no reason to leave out the others. */
  private Optional<Booth.Draft> draft(Item item) {
    try {
      return Optional.of(booth.draft(item.question()));
    } catch (RuntimeException | Error e) {
      item.answer().completeExceptionally(e);
      return Optional.empty();
    }
  }

  private static void fail(Item item, String why) {
    item.answer().completeExceptionally(new IllegalStateException(why));
  }
}
