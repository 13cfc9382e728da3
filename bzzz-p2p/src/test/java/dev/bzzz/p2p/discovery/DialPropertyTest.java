package dev.bzzz.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** A peer among others that come and go, for some hours of virtual time. */
class DialPropertyTest {
  private static final int PEERS = 12;
  private static final DialParameters PARAMETERS =
      new DialParameters(
          4, 8, Duration.ofSeconds(1), Duration.ofSeconds(64), Duration.ofMinutes(15));

  private static final List<Multiaddr> ADDRESSES = addresses();

  private static List<Multiaddr> addresses() {
    List<Multiaddr> addresses = new ArrayList<>();
    for (int number = 0; number < PEERS; number++) {
      for (int which = 0; which < 3; which++) {
        String text = "/ip4/10.0." + which + "." + number + "/tcp/4001";
        addresses.add(SomePeers.address(text, SomePeers.peer(100 + number)));
      }
    }
    return addresses;
  }

  /** What is outside of the machine: peers that are up or not, dials, connections. */
  private static final class World {
    private final Random random;
    private final DialMachine machine;
    private final Set<Integer> up = new TreeSet<>();
    private final Set<PeerId> connected = new TreeSet<>();
    private final TreeMap<String, Multiaddr> dialling = new TreeMap<>();
    private Instant now = Instant.EPOCH;
    private Instant oldestDial = now;

    World(long seed) {
      this.random = new Random(seed);
      this.machine = new DialMachine(SomePeers.peer(5), PARAMETERS, new Random(seed + 1));
    }

    /** One of the three addresses of a peer. */
    static Multiaddr address(int number, int which) {
      return ADDRESSES.get(3 * number + which);
    }

    void tell(DialInput input) {
      for (DialEffect effect : machine.on(input, now)) {
        if (effect instanceof DialEffect.Dial dial) {
          PeerId peer = dial.address().peer().orElseThrow();
          assertThat(connected).as("a connected peer is not dialled").doesNotContain(peer);
          oldestDial = dialling.isEmpty() ? now : oldestDial;
          assertThat(dialling.put(peer.toString(), dial.address())).as("one dial a peer").isNull();
          assertThat(dialling).hasSizeLessThanOrEqualTo(PARAMETERS.maxPending());
        }
      }
      Optional<Instant> deadline = machine.deadline();
      assertThat(deadline.filter(at -> !at.isAfter(now))).as("a deadline in the past").isEmpty();
    }

    void event() {
      int number = random.nextInt(PEERS);
      PeerId peer = SomePeers.peer(100 + number);
      switch (random.nextInt(6)) {
        case 0 -> up.add(number);
        case 1 -> {
          up.remove(number);
          lose(peer);
        }
        case 2 -> lose(peer);
        case 3 -> tell(new DialInput.Found(Source.SEEN, List.of(address(number, 1))));
        case 4 -> tell(new DialInput.Found(Source.MDNS, List.of(address(number, 2))));
        default -> {
          if (up.contains(number) && connected.add(peer)) {
            tell(new DialInput.Connected(peer)); // it has dialled us
          }
        }
      }
    }

    private void lose(PeerId peer) {
      if (connected.remove(peer)) {
        tell(new DialInput.Lost(peer));
      }
    }

    void finishDials() {
      while (!dialling.isEmpty()) {
        finishThoseUnderWay();
      }
    }

    private void finishThoseUnderWay() {
      for (Multiaddr address : new ArrayList<>(dialling.values())) {
        PeerId peer = address.peer().orElseThrow();
        dialling.remove(peer.toString());
        boolean answers = up.contains(ADDRESSES.indexOf(address) / 3);
        if (answers && random.nextInt(10) > 0) {
          if (connected.add(peer)) {
            tell(new DialInput.Connected(peer));
          }
          tell(new DialInput.DialSucceeded(address, peer));
        } else {
          tell(new DialInput.DialFailed(address, "refused"));
        }
      }
    }

    void pass(Duration time) {
      Instant end = now.plus(time);
      while (machine.deadline().filter(at -> !at.isAfter(end)).isPresent()) {
        Instant next = machine.deadline().orElseThrow();
        if (dialling.isEmpty() || next.isBefore(oldestDial.plus(DialMachine.LONGEST_DIAL))) {
          now = next;
          tell(new DialInput.Tick());
        }
        finishDials(); // none takes too long here
      }
      now = end;
    }
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void whoeverIsUpAndWrittenDownIsConnectedInTheEnd(@ForAll long seed) {
    World world = new World(seed);
    List<Multiaddr> written = List.of(World.address(0, 0), World.address(1, 0));
    world.tell(new DialInput.Found(Source.STATIC, written));

    for (int i = 0; i < 150; i++) {
      world.event();
      if (world.random.nextBoolean()) {
        world.finishDials();
      }
      world.pass(Duration.ofMillis(world.random.nextInt(20_000)));
    }
    world.finishDials();
    world.up.addAll(List.of(0, 1));
    world.pass(Duration.ofMinutes(10));

    assertThat(world.connected).contains(SomePeers.peer(100), SomePeers.peer(101));
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void whenAllIsQuietNothingOfStrangersIsLeft(@ForAll long seed) {
    World world = new World(seed);

    for (int i = 0; i < 100; i++) {
      world.event();
      world.pass(Duration.ofMillis(world.random.nextInt(20_000)));
    }
    world.finishDials();
    world.up.clear();
    new ArrayList<>(world.connected).forEach(world::lose);
    world.pass(Duration.ofHours(1));

    assertThat(world.machine.remembered()).isZero();
    assertThat(world.machine.deadline()).isEmpty();
  }
}
