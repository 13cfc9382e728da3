package dev.bzzz.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.discovery.ResolveEffect.Ask;
import dev.bzzz.p2p.discovery.ResolveEffect.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResolveMachineTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String PEER = "/p2p/" + SomePeers.peer(9);

  private Instant now = START;
  private ResolveMachine machine = new ResolveMachine(List.of());

  private List<ResolveEffect> watch(String... names) {
    machine = new ResolveMachine(Arrays.stream(names).map(Multiaddr::parse).toList());
    return on(new ResolveInput.Tick());
  }

  private List<ResolveEffect> on(ResolveInput input) {
    return machine.on(input, now);
  }

  private List<ResolveEffect> wake() {
    now = machine.deadline().orElseThrow();
    return on(new ResolveInput.Tick());
  }

  private static List<Ask> asks(List<ResolveEffect> effects) {
    return effects.stream().filter(Ask.class::isInstance).map(Ask.class::cast).toList();
  }

  private static Ask ask(List<ResolveEffect> effects) {
    assertThat(asks(effects)).hasSize(1);
    return asks(effects).get(0);
  }

  private static List<String> found(List<ResolveEffect> effects) {
    return effects.stream()
        .filter(ResolveEffect.Found.class::isInstance)
        .flatMap(effect -> ((ResolveEffect.Found) effect).addresses().stream())
        .map(Multiaddr::toString)
        .toList();
  }

  private static List<String> troubles(List<ResolveEffect> effects) {
    return effects.stream()
        .filter(ResolveEffect.Unresolved.class::isInstance)
        .map(effect -> ((ResolveEffect.Unresolved) effect).why())
        .toList();
  }

  private List<ResolveEffect> hosts(Ask ask, String... ips) {
    return on(new ResolveInput.Hosts(ask.call(), Arrays.stream(ips).map(SomePeers::ip).toList()));
  }

  private List<ResolveEffect> texts(Ask ask, String... texts) {
    return on(new ResolveInput.Texts(ask.call(), List.of(texts)));
  }

  @Test
  void everyHostBehindANameIsACandidate() {
    Ask ask = ask(watch("/dns4/agents.internal/tcp/4001"));

    List<String> found = found(hosts(ask, "10.0.0.1", "10.0.0.2", "10.0.0.3"));

    assertThat(ask.kind()).isEqualTo(Kind.A);
    assertThat(ask.name()).isEqualTo("agents.internal");
    assertThat(found)
        .containsExactly(
            "/ip4/10.0.0.1/tcp/4001", "/ip4/10.0.0.2/tcp/4001", "/ip4/10.0.0.3/tcp/4001");
  }

  @Test
  void aNameMayHaveAddressesOfBothFamilies() {
    List<Ask> asks = asks(watch("/dns/agents.internal/tcp/4001" + PEER));

    List<String> four = found(hosts(asks.get(0), "10.0.0.1"));
    List<String> six = found(hosts(asks.get(1), "fd00::1"));

    assertThat(asks).extracting(Ask::kind).containsExactly(Kind.A, Kind.AAAA);
    assertThat(four).containsExactly("/ip4/10.0.0.1/tcp/4001" + PEER);
    assertThat(six).containsExactly("/ip6/fd00::1/tcp/4001" + PEER);
  }

  @Test
  void oneFamilyIsEnough() {
    List<Ask> asks = asks(watch("/dns/agents.internal/tcp/4001"));

    hosts(asks.get(0), "10.0.0.1");
    List<ResolveEffect> last = on(new ResolveInput.Failed(asks.get(1).call(), "no such record"));

    assertThat(troubles(last)).isEmpty();
    assertThat(machine.deadline()).contains(now.plus(ResolveMachine.REFRESH));
  }

  @Test
  void followsTextsToAddresses() {
    Ask ask = ask(watch("/dnsaddr/bzzz.example"));

    List<String> found =
        found(
            texts(
                ask,
                "dnsaddr=/ip4/10.0.0.1/tcp/4001" + PEER,
                "v=spf1 -all",
                "dnsaddr=nonsense",
                "dnsaddr=/ip4/10.0.0.1/udp/4001/quic-v1" + PEER));

    assertThat(ask.kind()).isEqualTo(Kind.TXT);
    assertThat(ask.name()).isEqualTo("_dnsaddr.bzzz.example");
    assertThat(found).containsExactly("/ip4/10.0.0.1/tcp/4001" + PEER);
  }

  @Test
  void takesOnlyThePeerThatIsWanted() {
    Ask ask = ask(watch("/dnsaddr/bzzz.example" + PEER));

    List<String> found =
        found(
            texts(
                ask,
                "dnsaddr=/ip4/10.0.0.1/tcp/4001" + PEER,
                "dnsaddr=/ip4/10.0.0.2/tcp/4001/p2p/" + SomePeers.peer(8),
                "dnsaddr=/ip4/10.0.0.3/tcp/4001"));

    assertThat(found).containsExactly("/ip4/10.0.0.1/tcp/4001" + PEER);
  }

  @Test
  void followsNamesThatLeadToNames() {
    Ask first = ask(watch("/dnsaddr/bzzz.example" + PEER));
    Ask second = ask(texts(first, "dnsaddr=/dnsaddr/eu.bzzz.example" + PEER));
    Ask third = ask(texts(second, "dnsaddr=/dns4/host.bzzz.example/tcp/4001" + PEER));

    assertThat(found(hosts(third, "10.0.0.1"))).containsExactly("/ip4/10.0.0.1/tcp/4001" + PEER);
  }

  @Test
  void namesThatLeadToEachOtherAreAskedForOnce() {
    Ask ask = ask(watch("/dnsaddr/a.example"));
    Ask next = ask(texts(ask, "dnsaddr=/dnsaddr/b.example"));

    List<ResolveEffect> effects = texts(next, "dnsaddr=/dnsaddr/a.example");

    assertThat(asks(effects)).isEmpty();
    assertThat(troubles(effects)).hasSize(1);
  }

  @Test
  void doesNotFollowNamesForEver() {
    List<ResolveEffect> effects = watch("/dnsaddr/n0.example");
    int asked = 0;
    while (!asks(effects).isEmpty()) {
      asked++;
      effects = texts(ask(effects), "dnsaddr=/dnsaddr/n" + asked + ".example");
    }

    assertThat(asked).isEqualTo(ResolveMachine.MAX_DEPTH);
    assertThat(troubles(effects)).first().asString().contains("8 times");
  }

  @Test
  void asksOnlySoManyQuestionsAndTakesOnlySoManyAddresses() {
    String[] names =
        IntStream.range(0, 500)
            .mapToObj(i -> "dnsaddr=/dnsaddr/n" + i + ".example")
            .toArray(String[]::new);
    String[] addresses =
        IntStream.range(0, 500)
            .mapToObj(i -> "dnsaddr=/ip4/10.0." + i / 250 + "." + i % 250 + "/tcp/1")
            .toArray(String[]::new);

    List<Ask> asks = asks(texts(ask(watch("/dnsaddr/wide.example")), names));
    List<String> found = new ArrayList<>();
    asks.forEach(ask -> found.addAll(found(texts(ask, addresses))));

    assertThat(asks).hasSize(ResolveMachine.MAX_QUESTIONS - 1);
    assertThat(found).hasSize(ResolveMachine.MAX_ADDRESSES);
  }

  @Test
  void asksAgainSoonerWhenANameLedNowhere() {
    List<ResolveEffect> effects = watch("/dns4/agents.internal/tcp/4001");
    List<Long> pauses = new ArrayList<>();

    for (int i = 0; i < 6; i++) {
      effects = on(new ResolveInput.Failed(ask(effects).call(), "no such name"));
      assertThat(troubles(effects)).containsExactly("no such name");
      Instant failed = now;
      effects = wake();
      pauses.add(Duration.between(failed, now).toSeconds());
    }

    assertThat(pauses).containsExactly(5L, 10L, 20L, 40L, 60L, 60L);
  }

  @Test
  void asksAgainToSeeWhatHasChanged() {
    hosts(ask(watch("/dns4/agents.internal/tcp/4001")), "10.0.0.1");

    Ask again = ask(wake());

    assertThat(now).isEqualTo(START.plus(ResolveMachine.REFRESH));
    assertThat(found(hosts(again, "10.0.0.2"))).containsExactly("/ip4/10.0.0.2/tcp/4001");
  }

  @Test
  void anAnswerThatComesTooLateDoesNotCount() {
    Ask ask = ask(watch("/dns4/agents.internal/tcp/4001"));

    List<String> troubles = troubles(wake());

    assertThat(now).isEqualTo(START.plus(ResolveMachine.PATIENCE));
    assertThat(troubles).containsExactly("no answer within 15 s");
    assertThat(hosts(ask, "10.0.0.1")).isEmpty();
  }

  @Test
  void namesDoNotHoldEachOtherUp() {
    List<Ask> asks = asks(watch("/dns4/a.example/tcp/1", "/dns4/b.example/tcp/1"));

    assertThat(found(hosts(asks.get(1), "10.0.0.2"))).hasSize(1);
    assertThat(troubles(wake())).hasSize(1);
  }

  @Test
  void tellsNamesFromAddresses() {
    assertThat(ResolveMachine.isName(Multiaddr.parse("/dnsaddr/a.example"))).isTrue();
    assertThat(ResolveMachine.isName(Multiaddr.parse("/dns/a.example/tcp/1" + PEER))).isTrue();
    assertThat(ResolveMachine.isName(Multiaddr.parse("/dns/a.example"))).isFalse();
    assertThat(ResolveMachine.isName(Multiaddr.parse("/ip4/10.0.0.1/tcp/1"))).isFalse();
  }

  @Test
  void watchesOnlySoManyNames() {
    List<Multiaddr> many =
        Collections.nCopies(ResolveMachine.MAX_NAMES + 1, Multiaddr.parse("/dnsaddr/a.example"));

    assertThatThrownBy(() -> new ResolveMachine(many)).hasMessageContaining("at most 64");
  }
}
