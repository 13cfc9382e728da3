package dev.bzzz.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Fuzz;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.discovery.MdnsMessage.Entry;
import dev.bzzz.p2p.discovery.MdnsMessage.Pointer;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Datagrams from anybody on the network. */
class MdnsFuzzTest {
  private static final String SERVICE = "_p2p._udp.local";
  private static final InetSocketAddress NEIGHBOUR =
      new InetSocketAddress(SomePeers.ip("192.168.1.9"), 5353);
  private static final InetSocketAddress ASKER =
      new InetSocketAddress(SomePeers.ip("192.168.1.9"), 40000);

  @Test
  void anyDatagramIsAMessageOrNone() {
    Fuzz.of("mDNS messages", samples())
        .allocating(512 * 1024, 64)
        .run(
            (input, random) ->
                MdnsMessage.decode(input)
                    .ifPresent(
                        message -> {
                          assertThat(message.questions().size() + message.answers().size())
                              .isLessThanOrEqualTo(MdnsMessage.MAX_ENTRIES);
                        }));
  }

  @Test
  void noDatagramUpsetsThePeerThatHearsIt() {
    Instant[] now = {Instant.EPOCH};
    MdnsMachine machine = machine(1);
    machine.on(new MdnsInput.Reachable(addresses(1)), now[0]);

    Fuzz.of("mDNS datagrams", samples())
        .allocating(512 * 1024, 64)
        .run(
            (input, random) -> {
              now[0] = now[0].plusMillis(random.nextInt(50));
              InetSocketAddress from = random.nextBoolean() ? NEIGHBOUR : ASKER;

              List<MdnsEffect> effects =
                  machine.on(new MdnsInput.Received(input, from, random.nextBoolean()), now[0]);

              assertThat(effects).hasSizeLessThanOrEqualTo(3);
              assertThat(machine.deadline().orElseThrow()).isAfter(now[0]);
            });
  }

  private static MdnsMachine machine(int peer) {
    return new MdnsMachine(SomePeers.peer(peer), SERVICE, new Random(peer));
  }

  private static List<Multiaddr> addresses(int peer) {
    return List.of(
        SomePeers.address("/ip4/192.168.1.9/tcp/4001", SomePeers.peer(peer)),
        SomePeers.address("/ip6/fd00::9/tcp/4001", SomePeers.peer(peer)));
  }

  private static List<byte[]> samples() {
    List<byte[]> samples = new ArrayList<>();
    MdnsMachine other = machine(2);
    other.on(new MdnsInput.Reachable(addresses(2)), Instant.EPOCH);
    for (MdnsEffect effect : other.on(new MdnsInput.Tick(), Instant.EPOCH.plusSeconds(1))) {
      if (effect instanceof MdnsEffect.Multicast multicast) {
        samples.add(multicast.datagram());
      }
    }
    assertThat(samples).hasSize(2);
    Entry known = new Entry(SERVICE, MdnsMessage.TYPE_PTR, false, 120, new Pointer("a." + SERVICE));
    samples.add(
        new MdnsMessage(
                7,
                false,
                List.of(
                    new MdnsMessage.Question("_services._dns-sd._udp.local", 12, true),
                    new MdnsMessage.Question(SERVICE, 255, true)),
                List.of(known),
                List.of())
            .encode());
    return samples;
  }
}
