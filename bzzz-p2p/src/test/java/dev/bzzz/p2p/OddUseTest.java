package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users may do with a node though few will. */
class OddUseTest {
  private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();
  private static final String PROTOCOL = "/odd/1";

  private final TestNodes nodes = new TestNodes();
  private Libp2pNode node;

  @BeforeEach
  void start() {
    node = nodes.start();
  }

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  @Test
  void roomMayBeWaitedForForEver() throws Exception {
    assertThat(node.awaitRoom(FOR_EVER)).isTrue();
    assertThat(node.awaitSent(FOR_EVER)).isTrue();
  }

  @Test
  void aClosedNodeHasNothingToWaitFor() throws Exception {
    node.close();

    assertThat(node.awaitSent(FOR_EVER)).isFalse();
  }

  /** Before, it was found out on the way, and the request waited for its time to be up. */
  @ParameterizedTest
  @ValueSource(strings = {"", "/two\nlines", "/bee \ud83d\udc1d"})
  void whatCanBeNoProtocolIsNotAskedFor(String name) {
    Libp2pNode other = nodes.start();
    TestNodes.connect(node, other);

    assertThatThrownBy(() -> node.request(other.self(), name, new byte[1], FOR_EVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("visible ASCII characters");
  }

  @Test
  void aNodeMayBeClosedByTheThreadThatRunsIt() throws Exception {
    Libp2pNode other = nodes.start();
    other.serve(PROTOCOL, (from, data) -> data);
    TestNodes.connect(node, other);

    CompletableFuture<Void> closed =
        node.requestInline(other.self(), PROTOCOL, new byte[1], TestNodes.PATIENCE)
            .thenAccept(answer -> node.close());

    closed.get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    TestNodes.await("the other side knows", () -> other.peers().isEmpty());
  }
}
