package dev.bzzz.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Mesh} does while nothing is lost. Implementers supply meshes whose members can
 * reach each other.
 *
 * <p>Meshes that need time to spread a subscription are given it: messages are sent again until
 * they are heard, for at most {@link #PATIENCE}.
 */
public abstract class MeshContract {
  /** How long a test waits for what must happen. */
  protected static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Topic TOPIC = new Topic("contract/one");
  private static final Topic OTHER = new Topic("contract/two");
  private static final String PROTOCOL = "/contract/echo/1";

  private final List<Mesh> opened = new ArrayList<>();

  /** A new mesh of this many members, connected with each other; the contract closes them. */
  protected abstract List<Mesh> connected(int members);

  /** The same, closed after the test. */
  protected final List<Mesh> open(int members) {
    List<Mesh> meshes = connected(members);
    opened.addAll(meshes);
    return meshes;
  }

  /** Closes what the test opened. */
  @AfterEach
  void closeAll() {
    opened.forEach(Mesh::close);
  }

  /** A message and who sent it. */
  public record Heard(AgentId from, String text) {}

  /** Collects what a member hears on a topic. */
  protected static BlockingQueue<Heard> listen(Mesh mesh, Topic topic) {
    BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    mesh.subscribe(topic, (from, data) -> heard.add(new Heard(from, text(data))));
    return heard;
  }

  /** Sends until a message with this text is heard. */
  protected static Heard sendUntilHeard(
      Mesh from, Topic topic, String text, BlockingQueue<Heard> heard) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      from.publish(topic, bytes(text));
      Heard next = heard.poll(200, TimeUnit.MILLISECONDS);
      while (next != null && !next.text().equals(text)) {
        next = heard.poll();
      }
      if (next != null) {
        return next;
      }
    }
    throw new AssertionError("'" + text + "' was not heard within " + PATIENCE);
  }

  @Test
  void everyMemberKnowsTheOthersAndNotItself() {
    List<Mesh> meshes = open(3);

    for (Mesh mesh : meshes) {
      List<AgentId> others = meshes.stream().filter(each -> each != mesh).map(Mesh::self).toList();
      assertThat(mesh.peers()).containsExactlyInAnyOrderElementsOf(others);
    }
  }

  @Test
  void allOthersHearAMessageWithItsSender() throws InterruptedException {
    List<Mesh> meshes = open(3);
    BlockingQueue<Heard> second = listen(meshes.get(1), TOPIC);
    BlockingQueue<Heard> third = listen(meshes.get(2), TOPIC);

    Heard bySecond = sendUntilHeard(meshes.get(0), TOPIC, "hello", second);
    Heard byThird = sendUntilHeard(meshes.get(0), TOPIC, "again", third);

    assertThat(bySecond.from()).isEqualTo(meshes.get(0).self());
    assertThat(byThird.from()).isEqualTo(meshes.get(0).self());
  }

  @Test
  void nobodyHearsItself() throws InterruptedException {
    List<Mesh> meshes = open(2);
    BlockingQueue<Heard> own = listen(meshes.get(0), TOPIC);
    BlockingQueue<Heard> others = listen(meshes.get(1), TOPIC);

    sendUntilHeard(meshes.get(0), TOPIC, "mine", others);
    sendUntilHeard(meshes.get(1), TOPIC, "yours", own);

    assertThat(own).noneMatch(heard -> heard.text().equals("mine"));
  }

  @Test
  void topicsAreSeparate() throws InterruptedException {
    List<Mesh> meshes = open(2);
    BlockingQueue<Heard> one = listen(meshes.get(1), TOPIC);
    BlockingQueue<Heard> two = listen(meshes.get(1), OTHER);

    sendUntilHeard(meshes.get(0), TOPIC, "for one", one);
    sendUntilHeard(meshes.get(0), OTHER, "for two", two);

    assertThat(one).noneMatch(heard -> heard.text().equals("for two"));
    assertThat(two).noneMatch(heard -> heard.text().equals("for one"));
  }

  @Test
  void aClosedSubscriptionHearsNothingAndMayBeClosedTwice() throws InterruptedException {
    List<Mesh> meshes = open(2);
    BlockingQueue<Heard> closed = new LinkedBlockingQueue<>();
    Subscription subscription =
        meshes.get(1).subscribe(TOPIC, (from, data) -> closed.add(new Heard(from, text(data))));
    BlockingQueue<Heard> open = listen(meshes.get(1), TOPIC);
    sendUntilHeard(meshes.get(0), TOPIC, "before", open);

    subscription.close();
    subscription.close();
    sendUntilHeard(meshes.get(0), TOPIC, "after", open);

    assertThat(closed).noneMatch(heard -> heard.text().equals("after"));
  }

  @Test
  void aHandlerIsCalledByOneThreadAtATime() throws InterruptedException {
    List<Mesh> meshes = open(3);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    meshes
        .get(0)
        .subscribe(
            TOPIC,
            (from, data) -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              heard.add(new Heard(from, text(data)));
              Thread.onSpinWait();
              inside.decrementAndGet();
            });

    for (int i = 0; i < 50; i++) {
      meshes.get(1).publish(TOPIC, bytes("a" + i));
      meshes.get(2).publish(TOPIC, bytes("b" + i));
    }
    sendUntilHeard(meshes.get(1), TOPIC, "last a", heard);
    sendUntilHeard(meshes.get(2), TOPIC, "last b", heard);

    assertThat(most).hasValue(1);
  }

  @Test
  void aHandlerThatFailsHearsTheNextMessage() throws InterruptedException {
    List<Mesh> meshes = open(2);
    BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    meshes
        .get(1)
        .subscribe(
            TOPIC,
            (from, data) -> {
              heard.add(new Heard(from, text(data)));
              throw new IllegalStateException("a fault of the handler");
            });

    sendUntilHeard(meshes.get(0), TOPIC, "first", heard);
    Heard second = sendUntilHeard(meshes.get(0), TOPIC, "second", heard);

    assertThat(second.text()).isEqualTo("second");
  }

  @Test
  void aMessageOfTheLargestSizePassesAndALongerOneIsRefused() throws InterruptedException {
    List<Mesh> meshes = open(2);
    BlockingQueue<Heard> heard = listen(meshes.get(1), TOPIC);
    String largest = "x".repeat(Mesh.MAX_MESSAGE_BYTES);

    assertThat(sendUntilHeard(meshes.get(0), TOPIC, largest, heard).text()).isEqualTo(largest);
    assertThatThrownBy(() -> meshes.get(0).publish(TOPIC, bytes(largest + "x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRequestIsAnswered() throws Exception {
    List<Mesh> meshes = open(2);
    meshes.get(1).serve(PROTOCOL, (from, data) -> bytes(text(data) + " from " + from));

    byte[] answer =
        meshes.get(0).request(meshes.get(1).self(), PROTOCOL, bytes("hello"), PATIENCE).get();

    assertThat(text(answer)).isEqualTo("hello from " + meshes.get(0).self());
  }

  @Test
  void aSecondRequestHandlerReplacesTheFirst() throws Exception {
    List<Mesh> meshes = open(2);
    meshes.get(1).serve(PROTOCOL, (from, data) -> bytes("old"));
    meshes.get(1).serve(PROTOCOL, (from, data) -> bytes("new"));

    byte[] answer =
        meshes.get(0).request(meshes.get(1).self(), PROTOCOL, bytes("?"), PATIENCE).get();

    assertThat(text(answer)).isEqualTo("new");
  }

  @Test
  void aRequestMayBeAnsweredLater() throws Exception {
    List<Mesh> meshes = open(2);
    CompletableFuture<byte[]> later = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    meshes
        .get(1)
        .serveLater(
            PROTOCOL,
            (from, data) -> {
              asked.complete(null);
              return later;
            });

    CompletableFuture<byte[]> answer =
        meshes.get(0).requestInline(meshes.get(1).self(), PROTOCOL, bytes("?"), PATIENCE);
    asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(answer).isNotDone();
    later.complete(bytes("late"));

    assertThat(text(answer.get())).isEqualTo("late");
  }

  @Test
  void aHandlerThatAnswersLaterMayFail() {
    List<Mesh> meshes = open(2);
    meshes
        .get(1)
        .serveLater(
            PROTOCOL, (from, data) -> CompletableFuture.failedFuture(new IllegalStateException()));

    assertFails(meshes.get(0), meshes.get(1).self(), PROTOCOL);
  }

  @Test
  void requestsThatCannotBeAnsweredFailAsTransient() {
    List<Mesh> meshes = open(2);
    AgentId stranger = TestAgents.agent(200).id();
    AgentId other = meshes.get(1).self();
    meshes
        .get(1)
        .serve(
            "/contract/failing/1",
            (from, data) -> {
              throw new IllegalStateException("a fault of the handler");
            });

    assertFails(meshes.get(0), stranger, PROTOCOL);
    assertFails(meshes.get(0), other, "/contract/unserved/1");
    assertFails(meshes.get(0), other, "/contract/failing/1");
  }

  @Test
  void aRequestMayTakeForEver() throws Exception {
    List<Mesh> meshes = open(2);
    meshes.get(1).serve(PROTOCOL, (from, data) -> data);

    byte[] answer =
        meshes
            .get(0)
            .request(
                meshes.get(1).self(), PROTOCOL, bytes("whenever"), ChronoUnit.FOREVER.getDuration())
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertThat(text(answer)).isEqualTo("whenever");
  }

  @Test
  void aRequestFailsAsTransientWhenItsTimeIsUp() {
    List<Mesh> meshes = open(2);
    CountDownLatch never = new CountDownLatch(1);
    meshes
        .get(1)
        .serve(
            PROTOCOL,
            (from, data) -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return data;
            });

    assertThatThrownBy(
            () ->
                meshes
                    .get(0)
                    .request(meshes.get(1).self(), PROTOCOL, bytes("?"), Duration.ofMillis(50))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TransientException.class);
    never.countDown();
  }

  private static void assertFails(Mesh mesh, AgentId peer, String protocol) {
    assertThatThrownBy(
            () ->
                mesh.request(peer, protocol, bytes("?"), PATIENCE)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TransientException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }
}
