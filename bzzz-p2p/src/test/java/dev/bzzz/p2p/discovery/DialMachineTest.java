package dev.bzzz.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DialMachineTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final DialParameters PARAMETERS = DialParameters.DEFAULT;
  private static final PeerId OTHER = SomePeers.peer(9);
  private static final Multiaddr WRITTEN = SomePeers.address("/ip4/192.0.2.9/tcp/4001", OTHER);
  private static final Multiaddr NAMELESS = SomePeers.address("/ip4/192.0.2.9/tcp/4001");

  /** Its id is less than that of the others, so it dials first. */
  private final DialMachine machine =
      new DialMachine(SomePeers.peer(1), PARAMETERS, new Random(42));

  private Instant now = START;

  private List<DialEffect> on(DialInput input) {
    return machine.on(input, now);
  }

  private List<Multiaddr> dialsAfter(DialInput input) {
    return dials(on(input));
  }

  private static List<Multiaddr> dials(List<DialEffect> effects) {
    return effects.stream()
        .filter(DialEffect.Dial.class::isInstance)
        .map(effect -> ((DialEffect.Dial) effect).address())
        .toList();
  }

  /** Goes to the deadline and returns what is done there. */
  private List<DialEffect> wake() {
    now = machine.deadline().orElseThrow();
    return on(new DialInput.Tick());
  }

  private List<Multiaddr> found(Source source, Multiaddr... addresses) {
    return dialsAfter(new DialInput.Found(source, List.of(addresses)));
  }

  private List<Multiaddr> fails(Multiaddr address) {
    return dialsAfter(new DialInput.DialFailed(address, "refused"));
  }

  private void connects(Multiaddr address, PeerId peer) {
    on(new DialInput.Connected(peer));
    on(new DialInput.DialSucceeded(address, peer));
  }

  @Test
  void dialsAWrittenPeerAtOnceAndOnlyOnce() {
    assertThat(found(Source.STATIC, WRITTEN)).containsExactly(WRITTEN);
    assertThat(found(Source.STATIC, WRITTEN)).isEmpty();
    assertThat(found(Source.MDNS, WRITTEN)).isEmpty();
    assertThat(machine.deadline()).contains(START.plus(DialMachine.LONGEST_DIAL));
  }

  @Test
  void dialsAgainWhenNothingEverComesOfADial() {
    found(Source.STATIC, WRITTEN);

    List<DialEffect> lost = wake();
    List<Multiaddr> again = dials(wake());

    assertThat(lost).hasOnlyElementsOfType(DialEffect.Unreachable.class).hasSize(1);
    assertThat(again).containsExactly(WRITTEN);
    assertThat(now).isAfter(START.plus(DialMachine.LONGEST_DIAL));
  }

  @Test
  void aDialThatEndsTooLateChangesNothing() {
    found(Source.STATIC, WRITTEN);
    wake();

    assertThat(fails(WRITTEN)).isEmpty();
    connects(WRITTEN, OTHER);

    assertThat(machine.deadline()).isEmpty();
  }

  @Test
  void waitsLongerAfterEachFailureUpToALimitAndNeverGivesUpAWrittenPeer() {
    found(Source.STATIC, WRITTEN);
    List<Duration> pauses = new ArrayList<>();

    for (int i = 0; i < 30; i++) {
      fails(WRITTEN);
      Instant failed = now;
      assertThat(dials(wake())).containsExactly(WRITTEN);
      pauses.add(Duration.between(failed, now));
    }

    for (int i = 0; i < pauses.size(); i++) {
      long full = Math.min(120_000, 1000L << Math.min(i, 20));
      assertThat(pauses.get(i)).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
    }
  }

  @Test
  void saysThatAPeerIsUnreachableAndWhy() {
    found(Source.STATIC, WRITTEN);

    List<DialEffect> effects = on(new DialInput.DialFailed(WRITTEN, "refused"));

    assertThat(effects).hasSize(1);
    DialEffect.Unreachable unreachable = (DialEffect.Unreachable) effects.get(0);
    assertThat(unreachable.peer()).isEqualTo(OTHER.toString());
    assertThat(unreachable.why()).isEqualTo("refused");
    assertThat(unreachable.times()).isEqualTo(1);
    assertThat(now.plus(unreachable.pause())).isEqualTo(machine.deadline().orElseThrow());
  }

  @Test
  void triesEachAddressOfAPeerBeforeItWaits() {
    Multiaddr second = SomePeers.address("/ip4/192.0.2.10/tcp/4001", OTHER);

    assertThat(found(Source.STATIC, WRITTEN, second)).containsExactly(WRITTEN);
    assertThat(fails(WRITTEN)).containsExactly(second);
    assertThat(fails(second)).isEmpty();
    assertThat(machine.deadline().orElseThrow()).isAfter(now);
  }

  @Test
  void dialsAgainSoonAfterALossWhereItWorkedBefore() {
    Multiaddr second = SomePeers.address("/ip4/192.0.2.10/tcp/4001", OTHER);
    found(Source.STATIC, WRITTEN, second);
    fails(WRITTEN);
    connects(second, OTHER);
    now = now.plusSeconds(60);

    List<Multiaddr> atOnce = dialsAfter(new DialInput.Lost(OTHER));
    Instant lost = now;
    List<Multiaddr> soon = dials(wake());

    assertThat(atOnce).isEmpty();
    assertThat(soon).containsExactly(second);
    assertThat(Duration.between(lost, now)).isLessThanOrEqualTo(PARAMETERS.firstRetry());
  }

  @Test
  void aConnectionThatIsLostAtOnceCountsAsAFailure() {
    found(Source.STATIC, WRITTEN);
    List<Duration> pauses = new ArrayList<>();

    for (int i = 0; i < 6; i++) {
      connects(WRITTEN, OTHER);
      now = now.plusSeconds(1);
      on(new DialInput.Lost(OTHER));
      Instant lost = now;
      wake();
      pauses.add(Duration.between(lost, now));
    }

    assertThat(pauses.get(5)).isGreaterThanOrEqualTo(Duration.ofSeconds(16));
  }

  @Test
  void dialsNoPeerThatIsConnectedWhoeverDialled() {
    on(new DialInput.Connected(OTHER));

    assertThat(found(Source.STATIC, WRITTEN)).isEmpty();
    assertThat(found(Source.MDNS, SomePeers.address("/ip4/10.0.0.9/tcp/1", OTHER))).isEmpty();
  }

  @Test
  void learnsWhoIsAtANamelessAddress() {
    assertThat(found(Source.STATIC, NAMELESS)).containsExactly(NAMELESS);
    connects(NAMELESS, OTHER);

    assertThat(found(Source.MDNS, WRITTEN)).isEmpty();
    now = now.plusSeconds(60);
    on(new DialInput.Lost(OTHER));
    assertThat(dials(wake())).as("one dial of two addresses for one peer").hasSize(1);
  }

  @Test
  void dialsAgainWhenAConnectionIsNeverAnnounced() {
    found(Source.STATIC, WRITTEN);
    on(new DialInput.DialSucceeded(WRITTEN, OTHER));

    assertThat(machine.deadline()).contains(now.plus(DialMachine.CONNECTION_DUE));
    assertThat(dials(wake())).containsExactly(WRITTEN);
  }

  @Test
  void takesAnotherPeerOrItselfAtTheAddressForAFailure() {
    found(Source.STATIC, WRITTEN, NAMELESS);

    List<DialEffect> another = on(new DialInput.DialSucceeded(WRITTEN, SomePeers.peer(8)));
    List<DialEffect> itself = on(new DialInput.DialSucceeded(NAMELESS, SomePeers.peer(1)));

    assertThat(another).hasSize(1).first().isInstanceOf(DialEffect.Unreachable.class);
    assertThat(itself).hasSize(1).first().isInstanceOf(DialEffect.Unreachable.class);
  }

  @Test
  void doesNotDialItselfNorItsOwnAddress() {
    on(new DialInput.Own(List.of(SomePeers.address("/ip4/10.0.0.1/tcp/4001"))));

    assertThat(found(Source.DNS, SomePeers.address("/ip4/10.0.0.1/tcp/4001"))).isEmpty();
    assertThat(found(Source.MDNS, SomePeers.address("/ip4/10.0.0.2/tcp/1", SomePeers.peer(1))))
        .isEmpty();
  }

  @Test
  void takesANamelessAddressOnlyFromThoseItTrusts() {
    assertThat(found(Source.MDNS, NAMELESS)).isEmpty();
    assertThat(found(Source.SEEN, NAMELESS)).isEmpty();
    assertThat(found(Source.DNS, NAMELESS)).containsExactly(NAMELESS);
  }

  @Test
  void takesOnlyAddressesThatCanBeDialled() {
    assertThat(
            found(
                Source.STATIC,
                SomePeers.address("/dns4/example.com/tcp/443"),
                SomePeers.address("/ip4/192.0.2.9/udp/4001"),
                SomePeers.address("/ip4/0.0.0.0/tcp/4001")))
        .isEmpty();
  }

  @Test
  void ofTwoThatFindEachOtherTheOneWithTheGreaterIdWaits() {
    PeerId less = SomePeers.peer(0);

    assertThat(found(Source.MDNS, SomePeers.address("/ip4/10.0.0.1/tcp/1", less))).isEmpty();
    assertThat(machine.deadline()).contains(now.plus(DialMachine.OTHER_SIDE_FIRST));
    on(new DialInput.Connected(less));

    assertThat(found(Source.MDNS, SomePeers.address("/ip4/10.0.0.9/tcp/1", OTHER))).hasSize(1);
    assertThat(machine.deadline())
        .as("nobody is left to dial")
        .contains(now.plus(DialMachine.LONGEST_DIAL));
  }

  @Test
  void forgetsAFoundPeerThatIsNeitherReachedNorHeardOf() {
    Multiaddr address = SomePeers.address("/ip4/10.0.0.9/tcp/1", OTHER);
    found(Source.MDNS, address);
    Instant heard = now;
    List<DialEffect> effects = on(new DialInput.DialFailed(address, "refused"));

    while (machine.deadline().isPresent()) {
      effects = wake();
      dials(effects).forEach(this::fails);
    }

    assertThat(effects).contains(new DialEffect.Forgotten(OTHER.toString()));
    assertThat(Duration.between(heard, now)).isEqualTo(PARAMETERS.giveUpAfter());
  }

  @Test
  void remembersAFoundPeerWhileItIsHeardOf() {
    Multiaddr address = SomePeers.address("/ip4/10.0.0.9/tcp/1", OTHER);
    found(Source.MDNS, address);
    List<DialEffect> effects = new ArrayList<>(on(new DialInput.DialFailed(address, "refused")));

    for (int i = 0; i < 500; i++) {
      effects.addAll(wake());
      effects.addAll(on(new DialInput.DialFailed(address, "refused")));
      found(Source.MDNS, address);
    }

    assertThat(effects).noneMatch(DialEffect.Forgotten.class::isInstance);
  }

  @Test
  void leavesAPeerAloneThatWasSentAway() {
    found(Source.STATIC, WRITTEN);
    connects(WRITTEN, OTHER);
    on(new DialInput.Avoid(OTHER, Duration.ofMinutes(10)));
    Instant sentAway = now;
    now = now.plusSeconds(1);

    on(new DialInput.Lost(OTHER));

    assertThat(dials(wake())).containsExactly(WRITTEN);
    assertThat(Duration.between(sentAway, now)).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void aFloodNeitherFillsTheBookNorTakesAllDials() {
    int dialled = 0;
    for (int i = 0; i < 1500; i++) {
      PeerId stranger = SomePeers.peer(1000 + i);
      dialled += found(Source.MDNS, SomePeers.address("/ip4/10.0.0.9/tcp/1", stranger)).size();
    }

    assertThat(dialled).isEqualTo(PARAMETERS.maxPending() / 2);
    assertThat(found(Source.STATIC, WRITTEN)).containsExactly(WRITTEN);
    assertThat(machine.remembered()).isEqualTo(Source.MDNS.maxPeers() + 1);
  }

  @Test
  void aPeerThatDoesNotAnswerMakesRoomForANewOneAndOneThatDoesStays() {
    Multiaddr real = SomePeers.address("/ip4/10.0.0.9/tcp/1", OTHER);
    found(Source.MDNS, real);
    connects(real, OTHER);
    Multiaddr dead = SomePeers.address("/ip4/10.0.0.8/tcp/1", SomePeers.peer(8));
    found(Source.MDNS, dead);
    fails(dead);
    for (int i = 0; i < Source.MDNS.maxPeers(); i++) {
      found(Source.MDNS, SomePeers.address("/ip4/10.0.1.1/tcp/1", SomePeers.peer(1000 + i)));
    }

    assertThat(machine.remembered()).isEqualTo(Source.MDNS.maxPeers());
    assertThat(machine.remembers(OTHER)).isTrue();
    assertThat(machine.remembers(SomePeers.peer(8))).isFalse();
  }

  @Test
  void falseAddressesDoNotCrowdOutTheTrueOne() {
    Multiaddr real = SomePeers.address("/ip4/10.0.0.9/tcp/1", OTHER);
    found(Source.SEEN, real);
    fails(real);
    for (int i = 0; i < 100; i++) {
      found(Source.MDNS, SomePeers.address("/ip4/10.0.1." + i + "/tcp/1", OTHER));
    }

    assertThat(dials(wake())).containsExactly(real);
  }

  @Test
  void dialsNoMoreFoundPeersWhenEnoughAreConnected() {
    IntStream.range(0, PARAMETERS.enoughPeers())
        .forEach(i -> on(new DialInput.Connected(SomePeers.peer(100 + i))));

    Multiaddr stranger = SomePeers.address("/ip4/10.0.0.8/tcp/1", SomePeers.peer(8));
    assertThat(found(Source.MDNS, stranger)).isEmpty();
    assertThat(found(Source.STATIC, WRITTEN)).containsExactly(WRITTEN);
    connects(WRITTEN, OTHER);
    on(new DialInput.Lost(SomePeers.peer(100)));
    assertThat(dialsAfter(new DialInput.Lost(SomePeers.peer(101)))).containsExactly(stranger);
  }
}
