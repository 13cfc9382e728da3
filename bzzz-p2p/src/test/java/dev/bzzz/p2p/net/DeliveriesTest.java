package dev.bzzz.p2p.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.TestNodes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeliveriesTest {
  private static final Topic TOPIC = new Topic("deliveries");

  private final MeshMessage message =
      new MeshMessage(TOPIC, Identity.generate().id(), 1, new byte[16 * 1024]);
  private final NodeLoop loop = new NodeLoop("deliveries-test");
  private final AtomicInteger rooms = new AtomicInteger();
  private final Deliveries deliveries =
      new Deliveries("deliveries-test-deliver", loop, rooms::incrementAndGet);

  @AfterEach
  void close() {
    deliveries.close();
    loop.close(Duration.ofSeconds(2));
  }

  @Test
  void aStuckHandlerLosesWhatFindsTheInboxFullAndThenGoesOn() {
    CountDownLatch stuck = new CountDownLatch(1);
    AtomicInteger heard = new AtomicInteger();
    deliveries.subscribe(
        TOPIC,
        each -> {
          awaitQuietly(stuck);
          heard.incrementAndGet();
        },
        () -> {});
    int sent = 2000; // 31 MiB

    CountDownLatch delivered = new CountDownLatch(1);
    loop.execute(
        () -> {
          deliver(sent);
          delivered.countDown();
        });
    awaitQuietly(delivered); // else there is room again for some that are still to come

    assertThat(deliveries.dropped()).isPositive();
    stuck.countDown();
    TestNodes.await("the others are heard", () -> heard.get() + deliveries.dropped() == sent);
    TestNodes.await("there is room", () -> rooms.get() > 0);
    assertThat(heard.get() * 16L * 1024)
        .isBetween(Deliveries.MAX_INBOX_BYTES / 2, Deliveries.MAX_INBOX_BYTES + 64 * 1024);
  }

  @Test
  void itIsFullBeforeAnythingIsLost() {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch delivered = new CountDownLatch(1);
    deliveries.subscribe(TOPIC, each -> awaitQuietly(stuck), () -> {});

    loop.execute(
        () -> {
          while (!deliveries.full() && deliveries.dropped() == 0) {
            deliver(1);
          }
          delivered.countDown();
        });
    awaitQuietly(delivered);

    assertThat(deliveries.dropped()).isZero();
    stuck.countDown();
    TestNodes.await("there is room", () -> rooms.get() > 0);
  }

  @Test
  void theLastSubscriptionOfATopicThatIsClosedIsToldOnce() {
    AtomicInteger last = new AtomicInteger();
    Subscription one = deliveries.subscribe(TOPIC, each -> {}, last::incrementAndGet);
    Subscription two = deliveries.subscribe(TOPIC, each -> {}, last::incrementAndGet);

    one.close();
    one.close();
    assertThat(last).hasValue(0);
    two.close();
    two.close();

    assertThat(last).hasValue(1);
    assertThat(deliveries.hears(TOPIC)).isFalse();
  }

  private void deliver(int count) {
    for (int i = 0; i < count; i++) {
      deliveries.deliver(message);
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
