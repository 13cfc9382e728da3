package dev.bzzz.p2p.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.p2p.TestNodes;
import dev.bzzz.p2p.gossip.SignedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PublisherTest {
  private final NodeLoop loop = new NodeLoop("publisher-test");
  private final List<SignedMessage> sent = new CopyOnWriteArrayList<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private final Publisher publisher =
      new Publisher(Identity.generate(), loop, sent::add, busy::get);

  @AfterEach
  void close() {
    publisher.close();
    loop.close(Duration.ofSeconds(2));
  }

  @Test
  void messagesOfManyThreadsLeaveInTheOrderOfTheirNumbers() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread = new Thread(() -> publish(50));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    TestNodes.await("all are sent", () -> sent.size() == 200);
    List<Long> numbers = sent.stream().map(SignedMessage::sequence).toList();
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void noMoreIsTakenThanMayBeOnItsWay() {
    CountDownLatch stuck = new CountDownLatch(1);
    loop.execute(() -> awaitQuietly(stuck));

    int taken = 0;
    while (publisher.publish("topic", new byte[60_000]) == PublishResult.ACCEPTED) {
      taken++;
    }

    assertThat(taken * 60_000).isBetween(Publisher.MAX_BYTES / 2, Publisher.MAX_BYTES + 60_000);
    stuck.countDown();
    TestNodes.await(
        "there is room again",
        () -> publisher.publish("topic", new byte[1]) == PublishResult.ACCEPTED);
  }

  @Test
  void whoWaitsForRoomIsWokenWhenTheNodeIsNoLongerBusy() throws Exception {
    busy.set(true);
    assertThat(publisher.publish("topic", new byte[1])).isEqualTo(PublishResult.SATURATED);
    assertThat(publisher.awaitRoom(Duration.ofMillis(1))).isFalse();

    busy.set(false);
    publisher.room();

    assertThat(publisher.awaitRoom(TestNodes.PATIENCE)).isTrue();
  }

  @Test
  void aMessageThatCannotBeSentTakesNoRoom() {
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> publisher.publish("x".repeat(2000), new byte[60_000]))
          .isInstanceOf(IllegalArgumentException.class);
    }

    assertThat(publisher.publish("topic", new byte[1])).isEqualTo(PublishResult.ACCEPTED);
  }

  private void publish(int count) {
    for (int i = 0; i < count; i++) {
      publisher.publish("topic", new byte[10]);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
