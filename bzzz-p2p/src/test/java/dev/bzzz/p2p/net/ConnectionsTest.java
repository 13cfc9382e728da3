package dev.bzzz.p2p.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who is let in before anything is known of it. */
class ConnectionsTest {
  private Instant now = Instant.EPOCH;
  private final Connections connections =
      new Connections(
          new ConnectionLimits(100, 100, 4, 4, 8, 8, Duration.ofSeconds(10)), () -> now);

  @Test
  void oneAddressDoesNotTakeAllUpgrades() {
    assertThat(let("10.0.0.1", 20)).isEqualTo(4);
    assertThat(let("10.0.0.2", 20)).isEqualTo(4);
    assertThat(let("10.0.0.3", 1)).isZero();
  }

  @Test
  void oneNetworkOfTheNewInternetCountsAsOneAddress() {
    int first = let("2001:db8:0:1::1", 3);
    int second = let("2001:db8:0:1::2", 3);
    int other = let("2001:db8:0:2::1", 3);

    assertThat(first + second).isEqualTo(4);
    assertThat(other).isEqualTo(3);
  }

  @Test
  void whoComesAndGoesWithoutMeasureIsNotLetInForAWhile() {
    int served = comeAndGo("10.0.0.1");
    int others = let("10.0.0.2", 1);
    now = now.plusSeconds(1);
    int later = comeAndGo("10.0.0.1");

    assertThat(served).isEqualTo(Connections.MAX_ARRIVALS);
    assertThat(others).isEqualTo(1);
    assertThat(later).isEqualTo(Connections.MAX_ARRIVALS_PER_SECOND);
  }

  @Test
  void thisMachineMayComeAsOftenAsItLikes() {
    for (int i = 0; i < 1000; i++) {
      assertThat(let("127.0.0.1", 1)).isEqualTo(1);
      leave("127.0.0.1");
    }
  }

  private int comeAndGo(String address) {
    int served = 0;
    while (let(address, 1) == 1) {
      leave(address);
      served++;
    }
    return served;
  }

  private int let(String address, int count) {
    int admitted = 0;
    for (int i = 0; i < count; i++) {
      admitted += connections.admit(new InetSocketAddress(address, 1000 + i)) ? 1 : 0;
    }
    return admitted;
  }

  private void leave(String address) {
    connections.inboundUpgraded();
    connections.linkClosed(new InetSocketAddress(address, 1000));
  }
}
