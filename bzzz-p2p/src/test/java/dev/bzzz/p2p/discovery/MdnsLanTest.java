package dev.bzzz.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Many peers on one local network, which loses datagrams, in virtual time. */
class MdnsLanTest {
  private static final int PEERS = 14;
  private static final int LOSS_PERCENT = 20;

  private final Random random = new Random(7);
  private final List<Member> members = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private int sent;
  private int longest;

  private final class Member {
    private final PeerId peer;
    private final InetSocketAddress address;
    private final MdnsMachine machine;
    private final Set<PeerId> found = new TreeSet<>();

    Member(int number) {
      this.peer = SomePeers.peer(number);
      this.address = new InetSocketAddress(SomePeers.ip("10.0.0." + (number + 1)), 5353);
      this.machine = new MdnsMachine(peer, "_p2p._udp.local", new Random(number));
    }

    void tell(MdnsInput input) {
      for (MdnsEffect effect : machine.on(input, now)) {
        if (effect instanceof MdnsEffect.Multicast multicast) {
          sent++;
          longest = Math.max(longest, multicast.datagram().length);
          spread(this, multicast.datagram());
        } else if (effect instanceof MdnsEffect.Found seen) {
          seen.addresses().forEach(each -> found.add(each.peer().orElseThrow()));
        }
      }
    }
  }

  private void spread(Member from, byte[] datagram) {
    for (Member member : members) {
      if (member == from || random.nextInt(100) >= LOSS_PERCENT) {
        member.tell(new MdnsInput.Received(datagram, from.address, member == from));
      }
    }
  }

  private void join(int number) {
    Member member = new Member(number);
    members.add(member);
    String text = "/ip4/10.0.0." + (number + 1) + "/tcp/4001";
    member.tell(new MdnsInput.Reachable(List.of(Multiaddr.parse(text).withPeer(member.peer))));
  }

  private void pass(Duration time) {
    Instant end = now.plus(time);
    while (true) {
      Member next = null;
      for (Member member : members) {
        Instant at = member.machine.deadline().orElseThrow();
        if (next == null || at.isBefore(next.machine.deadline().orElseThrow())) {
          next = member;
        }
      }
      if (next == null || next.machine.deadline().orElseThrow().isAfter(end)) {
        now = end;
        return;
      }
      now = next.machine.deadline().orElseThrow();
      next.tell(new MdnsInput.Tick());
    }
  }

  @Test
  void allFindEachOtherSoonAndThenNearlyFallSilent() {
    for (int i = 0; i < PEERS; i++) {
      join(i);
      pass(Duration.ofMillis(random.nextInt(1000)));
    }
    pass(Duration.ofSeconds(10));

    assertThat(members).allMatch(member -> member.found.size() == PEERS - 1);
    assertThat(longest).isLessThan(512);

    pass(Duration.ofMinutes(1));
    sent = 0;
    pass(Duration.ofMinutes(4));

    // About once a minute a query and an answer of each to it.
    assertThat(sent / 4).isLessThan(2 * (PEERS + 1));
  }
}
