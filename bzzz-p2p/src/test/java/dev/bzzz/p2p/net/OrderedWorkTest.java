package dev.bzzz.p2p.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.TestNodes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OrderedWorkTest {
  private final NodeLoop loop = new NodeLoop("ordered-work-test");
  private final AtomicInteger rooms = new AtomicInteger();
  private final OrderedWork<Integer> work =
      new OrderedWork<>("ordered-work-test-help", loop, rooms::incrementAndGet);
  private final List<Integer> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    work.close();
    loop.close(Duration.ofSeconds(2));
  }

  @Test
  void answersAreToldInTheOrderOfTheQuestions() {
    loop.execute(
        () -> {
          for (int i = 0; i < 500; i++) {
            int number = i;
            work.add(() -> number, -1, 1, told::add);
          }
        });

    TestNodes.await("all are told", () -> told.size() == 500);
    assertThat(told).isEqualTo(IntStream.range(0, 500).boxed().toList());
  }

  @Test
  void anAnswerWaitsForThoseOfEarlierQuestions() {
    CountDownLatch first = new CountDownLatch(1);
    work.helpersOnly();
    loop.execute(
        () ->
            work.add(
                () -> {
                  awaitQuietly(first);
                  return 1;
                },
                -1,
                1,
                told::add));
    loop.execute(() -> work.add(() -> 2, -1, 1, told::add));

    assertThat(told).isEmpty();
    first.countDown();

    TestNodes.await("both are told", () -> told.size() == 2);
    assertThat(told).containsExactly(1, 2);
  }

  @Test
  void aQuestionThatFailsHasTheOtherAnswer() {
    loop.execute(
        () ->
            work.add(
                () -> {
                  throw new IllegalStateException("a fault of the question");
                },
                -1,
                1,
                told::add));

    TestNodes.await("it is told", () -> !told.isEmpty());
    assertThat(told).containsExactly(-1);
  }

  @Test
  void itIsFullOfManyQuestionsOrOfLargeOnesAndSaysWhenThereIsRoom() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    work.helpersOnly();
    loop.execute(
        () -> {
          work.add(
              () -> {
                awaitQuietly(first);
                return 1;
              },
              -1,
              (int) OrderedWork.HIGH_WATER_BYTES,
              told::add);
          begun.countDown();
        });
    awaitQuietly(begun);

    assertThat(work.full()).isTrue();
    first.countDown();

    TestNodes.await("there is room", () -> rooms.get() == 1);
    assertThat(work.full()).isFalse();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
