package dev.bzzz.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.gossip.GossipInput.PeerUp;
import dev.bzzz.p2p.gossip.GossipNetwork.Host;
import dev.bzzz.p2p.gossip.GossipNetwork.Settings;
import dev.bzzz.p2p.gossip.GossipNetwork.Traffic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Hosts that break the rules on purpose, among others that go on undisturbed. */
class GossipSpamTest {
  private static final int HONEST = 20;
  private static final int SPAMMERS = 4;
  private static final double GRAYLIST = ScoreParameters.defaults().thresholds().graylist();

  private final GossipNetwork network = GossipNetwork.of(Settings.of(7), HONEST, 5);
  private final List<Host> spammers = new ArrayList<>();
  private double worst;
  private long number;

  @Test
  void peersThatAdvertiseWhatTheyDoNotHaveEndOnTheGraylist() {
    spam(
        Duration.ofMillis(200),
        (spammer, victim) ->
            send(spammer, victim, control(List.of(made(100)), List.of(), List.of())));

    assertOthersGoOn();
    assertThat(worst).isLessThan(GRAYLIST);
  }

  @Test
  void peersThatAskWithoutEndEndOnTheGraylist() {
    List<MessageId> ids = made(10).ids();

    spam(
        Duration.ofMillis(20),
        (spammer, victim) -> send(spammer, victim, control(List.of(), ids, List.of())));

    assertOthersGoOn();
    assertThat(worst).isLessThan(GRAYLIST);
  }

  @Test
  void peersThatGraftWhileTheyMayNotEndOnTheGraylist() {
    spam(
        Duration.ofMillis(100),
        (spammer, victim) -> {
          Control.Prune prune = new Control.Prune(GossipNetwork.TOPIC, 60);
          send(
              spammer,
              victim,
              new Control(List.of(), List.of(), List.of(), List.of(prune), List.of()));
          send(spammer, victim, control(List.of(), List.of(), List.of(GossipNetwork.TOPIC)));
        });

    assertOthersGoOn();
    assertThat(worst).isLessThan(GRAYLIST);
  }

  @Test
  void peersThatForgeMessagesEndOnTheGraylist() {
    spam(
        Duration.ofMillis(100),
        (spammer, victim) -> {
          Host author = network.hosts.get(network.random.nextInt(HONEST));
          network.send(spammer, victim, Rpc.of(network.forgery(author, number++ % 50)));
        });

    assertOthersGoOn();
    assertThat(worst).isLessThan(GRAYLIST);
  }

  @Test
  void peersThatSubscribeToEverythingTakeLittleMemory() {
    spam(
        Duration.ofMillis(500),
        (spammer, victim) -> {
          List<Subscription> many = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            many.add(new Subscription(true, "topic " + number++));
          }
          network.send(spammer, victim, new Rpc(many, List.of(), Control.NONE));
        });

    assertOthersGoOn();
    for (Host host : network.live()) {
      assertThat(host.state().topics).hasSize(1);
      for (Peer peer : host.state().peers.values()) {
        assertThat(peer.topics.size()).isLessThanOrEqualTo(GossipMachine.MAX_TOPICS);
      }
    }
  }

  @Test
  void peersThatSendNothingOnDoNotKeepMessagesFromOthers() {
    spam(
        Duration.ofMillis(500),
        (spammer, victim) ->
            send(spammer, victim, control(List.of(), List.of(), List.of(GossipNetwork.TOPIC))));

    assertOthersGoOn();
  }

  /** Connects spammers to everybody and lets them do this to each peer for 20 seconds. */
  private void spam(Duration pause, BiConsumer<Host, Host> deed) {
    for (int i = 0; i < SPAMMERS; i++) {
      Host spammer = network.stranger();
      spammers.add(spammer);
      for (Host victim : network.live()) {
        spammer.neighbours.add(victim);
        victim.neighbours.add(spammer);
        victim.on(new PeerUp(spammer.id, GossipVersion.V1_2, false, Optional.empty()));
        network.send(
            spammer,
            victim,
            new Rpc(List.of(new Subscription(true, GossipNetwork.TOPIC)), List.of(), Control.NONE));
      }
      repeat(spammer, pause, deed);
    }
  }

  private void repeat(Host spammer, Duration pause, BiConsumer<Host, Host> deed) {
    network.after(
        pause,
        () -> {
          for (Host victim : spammer.neighbours) {
            deed.accept(spammer, victim);
            worst = Math.min(worst, victim.score(spammer));
          }
          repeat(spammer, pause, deed);
        });
  }

  private void assertOthersGoOn() {
    network.run(Duration.ofSeconds(10));
    List<Traffic> traffic = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      traffic.add(network.publish(network.hosts.get(i % HONEST)));
      network.run(Duration.ofMillis(200));
    }
    network.run(Duration.ofSeconds(3));

    for (Traffic each : traffic) {
      assertThat(each.delays).hasSize(HONEST - 1);
    }
    for (Host host : network.live()) {
      for (Host neighbour : host.neighbours) {
        if (neighbour.machine.isPresent()) {
          assertThat(host.score(neighbour)).isNotNegative();
        }
      }
    }
  }

  private Control.IHave made(int count) {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(MessageId.of(Long.toString(number++).getBytes(StandardCharsets.US_ASCII)));
    }
    return new Control.IHave(GossipNetwork.TOPIC, ids);
  }

  private void send(Host from, Host to, Control control) {
    network.send(from, to, new Rpc(List.of(), List.of(), control));
  }

  private static Control control(
      List<Control.IHave> ihave, List<MessageId> iwant, List<String> graft) {
    return new Control(ihave, iwant, graft, List.of(), List.of());
  }
}
