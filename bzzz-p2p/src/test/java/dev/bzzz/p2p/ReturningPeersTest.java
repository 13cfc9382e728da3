package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.yamux.YamuxLimits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that come again while their old connections seem to be there. */
class ReturningPeersTest {
  private static final int PING = 2;

  private final TestNodes nodes = new TestNodes();

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  /** Otherwise all that is for the peer would go where nobody is, until the next ping is due. */
  @Test
  void anOldConnectionIsAskedWhetherItLivesWhenItsPeerComesAgain() throws Exception {
    Libp2pNode node = nodes.start(builder -> builder.streams(pingingOnceADay()));
    Identity identity = Identity.generate();

    try (RawPeer old = RawPeer.atYamux(node, identity)) {
      assertThat(isAsked(old, 0)).isTrue();
      old.sendSealed(ping(RawPeer.ACK, 0));
      TestNodes.await("the peer has answered", () -> measured(node) == 1);

      try (RawPeer again = RawPeer.atYamux(node, identity)) {
        assertThat(isAsked(old, 1)).isTrue();
        assertThat(isAsked(again, 0)).isTrue();
      }
    }
  }

  /** Much else may come, so that no single read has to wait for long. */
  private static boolean isAsked(RawPeer peer, int value) {
    return CompletableFuture.supplyAsync(() -> peer.awaitSealed(ping(RawPeer.SYN, value)))
        .completeOnTimeout(false, TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  private static long measured(Libp2pNode node) {
    return node.connections().stream().filter(each -> each.roundTrip().isPresent()).count();
  }

  private static byte[] ping(int flag, int value) {
    return RawPeer.frame(PING, flag, 0, value, new byte[0]);
  }

  private static YamuxLimits pingingOnceADay() {
    YamuxLimits usual = YamuxLimits.defaults();
    return new YamuxLimits(
        usual.inboundStreams(),
        usual.unacknowledgedOpens(),
        usual.receiveWindow(),
        usual.heldBytes(),
        usual.waitingPerStream(),
        usual.waitingBytes(),
        Duration.ofDays(1),
        Duration.ofHours(1));
  }
}
