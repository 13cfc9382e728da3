package dev.bzzz.p2p;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.gossip.Verdict;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An error, such as that of a failed assertion, of what users gave to a node costs one message and
 * never the thread that calls them.
 */
final class FailingHandlersTest {
  private static final Topic TOPIC = new Topic("errors");
  private static final String FATAL = "fatal";

  private final TestNodes nodes = new TestNodes();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private Libp2pNode node;
  private Libp2pNode author;

  @BeforeEach
  void connect() {
    node = nodes.start();
    author = nodes.start();
  }

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  @Test
  void anErrorOfASubscriberCostsOneMessage() throws Exception {
    node.subscribe(TOPIC, (from, data) -> heard.add(unlessFatal(data)));

    assertThatTheNextIsHeard();
  }

  @Test
  void aSubscriberThatInterruptsItsThreadHearsTheNextMessage() throws Exception {
    node.subscribe(
        TOPIC,
        (from, data) -> {
          Thread.currentThread().interrupt();
          heard.add(unlessFatal(data));
        });

    assertThatTheNextIsHeard();
  }

  @Test
  void anErrorOfAValidatorCostsOneMessage() throws Exception {
    node.validate(
        TOPIC, message -> unlessFatal(message.data()).isEmpty() ? Verdict.IGNORE : Verdict.ACCEPT);
    node.subscribe(TOPIC, (from, data) -> heard.add(unlessFatal(data)));

    assertThatTheNextIsHeard();
  }

  @Test
  void anErrorOfARequestHandlerIsAnAnswer() throws Exception {
    node.serve("/test/1", (from, data) -> unlessFatal(data).getBytes(UTF_8));
    TestNodes.connect(author, node);

    assertThatThrownBy(() -> ask(FATAL)).hasMessageContaining("its handler failed");
    assertThat(ask("again")).isEqualTo("again");
  }

  @Test
  void noFutureOfAHandlerThatAnswersLaterIsAFailureAndEndsNoConnection() throws Exception {
    node.serveLater(
        "/test/1",
        (from, data) ->
            isFatal(data) ? null : CompletableFuture.completedFuture("fine".getBytes(UTF_8)));
    TestNodes.connect(author, node);

    assertThatThrownBy(() -> ask(FATAL)).hasMessageContaining("its handler failed");
    assertThat(ask("again")).isEqualTo("fine");
  }

  @Test
  void noAnswerOfAHandlerThatAnswersLaterIsAFailure() throws Exception {
    node.serveLater(
        "/test/1", (from, data) -> CompletableFuture.completedFuture(isFatal(data) ? null : data));
    TestNodes.connect(author, node);

    assertThatThrownBy(() -> ask(FATAL)).hasMessageContaining("its handler failed");
    assertThat(ask("again")).isEqualTo("again");
  }

  private void assertThatTheNextIsHeard() throws Exception {
    TestNodes.connect(author, node);
    TestNodes.awaitSubscribers(author, TOPIC, 1);

    author.publish(TOPIC, FATAL.getBytes(UTF_8));
    author.publish(TOPIC, "next".getBytes(UTF_8));

    assertThat(heard.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("next");
  }

  private String ask(String question) throws Exception {
    byte[] answer =
        author.request(node.self(), "/test/1", question.getBytes(UTF_8), TestNodes.PATIENCE).get();
    return new String(answer, UTF_8);
  }

  private static boolean isFatal(byte[] data) {
    return new String(data, UTF_8).equals(FATAL);
  }

  private static String unlessFatal(byte[] data) {
    String text = new String(data, UTF_8);
    if (isFatal(data)) {
      throw new AssertionError("an assertion of the handler failed");
    }
    return text;
  }
}
