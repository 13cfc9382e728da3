package dev.bzzz.p2p.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.discovery.MdnsMessage.Entry;
import dev.bzzz.p2p.discovery.MdnsMessage.Pointer;
import dev.bzzz.p2p.discovery.MdnsMessage.Question;
import dev.bzzz.p2p.discovery.MdnsMessage.Texts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MdnsMachineTest {
  private static final String SERVICE = "_p2p._udp.local";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Multiaddr OURS =
      SomePeers.address("/ip4/192.168.1.5/tcp/4001", SomePeers.peer(1));
  private static final InetSocketAddress NEIGHBOUR =
      new InetSocketAddress(SomePeers.ip("192.168.1.9"), 5353);
  private static final InetSocketAddress RESOLVER =
      new InetSocketAddress(SomePeers.ip("192.168.1.9"), 41234);

  /** What js-libp2p 3.3 answers: all in the answers, nothing compressed, a record an address. */
  private static final String ANSWER_OF_JS =
      "000084000000000300000000045f703270045f756470056c6f63616c00000c00010000007800"
          + "3a286b3376397a71386d327837633162356e306c346a36683867326633643173306139713877"
          + "37653672045f703270045f756470056c6f63616c00286b3376397a71386d327837633162356e"
          + "306c346a3668386732663364317330613971387737653672045f703270045f756470056c6f63"
          + "616c000010000100000078005958646e73616464723d2f6970342f3132372e302e302e312f74"
          + "63702f343030312f7032702f313244334b6f6f574134586f70314a6154334d487877594d6b43"
          + "6570597376346950566f704d5877437a35694859644266655342286b3376397a71386d327837"
          + "633162356e306c346a3668386732663364317330613971387737653672045f703270045f7564"
          + "70056c6f63616c000010000100000078005b5a646e73616464723d2f6970342f3139322e3136"
          + "382e312e392f7463702f343030312f7032702f313244334b6f6f574134586f70314a6154334d"
          + "487877594d6b436570597376346950566f704d5877437a35694859644266655342";

  private final MdnsMachine machine = new MdnsMachine(SomePeers.peer(1), SERVICE, new Random(42));
  private Instant now = START;

  /** One datagram that was sent to all. */
  private record Sent(Instant at, MdnsMessage message) {}

  private List<MdnsEffect> on(MdnsInput input) {
    return machine.on(input, now);
  }

  private List<MdnsEffect> hear(MdnsMessage message, InetSocketAddress from) {
    return on(new MdnsInput.Received(message.encode(), from, false));
  }

  /** Lets time pass and returns what was sent to all in it. */
  private List<Sent> pass(Duration time) {
    Instant end = now.plus(time);
    List<Sent> sent = new ArrayList<>();
    while (machine.deadline().filter(at -> !at.isAfter(end)).isPresent()) {
      now = machine.deadline().orElseThrow();
      on(new MdnsInput.Tick()).forEach(effect -> collect(effect, sent));
    }
    now = end;
    return sent;
  }

  private void collect(MdnsEffect effect, List<Sent> sent) {
    if (effect instanceof MdnsEffect.Multicast multicast) {
      sent.add(new Sent(now, MdnsMessage.decode(multicast.datagram()).orElseThrow()));
    }
  }

  private void settle() {
    on(new MdnsInput.Reachable(List.of(OURS)));
    pass(Duration.ofMinutes(10));
  }

  private static List<Sent> queries(List<Sent> sent) {
    return sent.stream().filter(it -> !it.message().response()).toList();
  }

  private static List<Sent> responses(List<Sent> sent) {
    return sent.stream().filter(it -> it.message().response()).toList();
  }

  private static MdnsMessage ourQuery() {
    return MdnsMessage.query(SERVICE, MdnsMessage.TYPE_PTR);
  }

  private static MdnsMessage says(String... addresses) {
    List<byte[]> texts = new ArrayList<>();
    for (String address : addresses) {
      texts.add(("dnsaddr=" + address).getBytes(UTF_8));
    }
    Entry pointer =
        new Entry(SERVICE, MdnsMessage.TYPE_PTR, false, 120, new Pointer("other." + SERVICE));
    Entry text = new Entry("other." + SERVICE, MdnsMessage.TYPE_TXT, true, 120, new Texts(texts));
    return MdnsMessage.response(List.of(pointer), List.of(text));
  }

  private static List<Multiaddr> found(List<MdnsEffect> effects) {
    return effects.stream()
        .filter(MdnsEffect.Found.class::isInstance)
        .flatMap(effect -> ((MdnsEffect.Found) effect).addresses().stream())
        .toList();
  }

  private static Optional<MdnsMessage> unicast(List<MdnsEffect> effects) {
    return effects.stream()
        .filter(MdnsEffect.Unicast.class::isInstance)
        .map(effect -> MdnsMessage.decode(((MdnsEffect.Unicast) effect).datagram()).orElseThrow())
        .findFirst();
  }

  @Test
  void isSilentUntilItKnowsItsAddresses() {
    assertThat(on(new MdnsInput.NetworkChanged(List.of()))).isEmpty();
    assertThat(hear(ourQuery(), NEIGHBOUR)).isEmpty();
    assertThat(machine.deadline()).isEmpty();
  }

  @Test
  void announcesItselfTwiceAndAsksAtGrowingIntervals() {
    on(new MdnsInput.Reachable(List.of(OURS)));

    List<Sent> sent = pass(Duration.ofSeconds(190));

    assertThat(responses(sent)).hasSize(2);
    assertThat(Duration.between(responses(sent).get(0).at(), responses(sent).get(1).at()))
        .isBetween(Duration.ofSeconds(1), Duration.ofMillis(1200));
    List<Sent> queries = queries(sent);
    assertThat(Duration.between(START, queries.get(0).at()))
        .isBetween(MdnsMachine.SHORTEST_DELAY, MdnsMachine.LONGEST_DELAY);
    assertThat(
            IntStream.range(1, queries.size())
                .mapToObj(i -> Duration.between(queries.get(i - 1).at(), queries.get(i).at()))
                .map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void itsOwnQueriesThatComeBackDoNotCountAsThoseOfOthers() {
    on(new MdnsInput.Reachable(List.of(OURS)));
    List<Sent> queries = new ArrayList<>();

    while (queries.size() < 5) {
      now = machine.deadline().orElseThrow();
      List<Sent> sent = new ArrayList<>();
      on(new MdnsInput.Tick()).forEach(effect -> collect(effect, sent));
      queries.addAll(queries(sent));
      queries(sent).forEach(it -> hear(it.message(), NEIGHBOUR));
    }

    assertThat(Duration.between(queries.get(0).at(), queries.get(4).at())).hasSeconds(15);
  }

  @Test
  void answersWithAPointerAndItsAddressesThatEndInItsId() {
    settle();
    hear(ourQuery(), NEIGHBOUR);

    MdnsMessage answer = responses(pass(Duration.ofSeconds(1))).get(0).message();

    assertThat(answer.id()).isZero();
    assertThat(answer.questions()).isEmpty();
    assertThat(answer.answers()).hasSize(1);
    Entry pointer = answer.answers().get(0);
    assertThat(pointer.name()).isEqualTo(SERVICE);
    assertThat(pointer.ttlSeconds()).isEqualTo(120);
    String instance = ((Pointer) pointer.data()).name();
    assertThat(instance).matches("[a-z0-9]{32,63}\\._p2p\\._udp\\.local");
    Entry text =
        answer.additionals().stream()
            .filter(it -> it.type() == MdnsMessage.TYPE_TXT)
            .findFirst()
            .orElseThrow();
    assertThat(text.name()).isEqualTo(instance);
    assertThat(((Texts) text.data()).strings())
        .containsExactly(("dnsaddr=" + OURS).getBytes(UTF_8));
    assertThat(answer.additionals())
        .extracting(Entry::type)
        .containsExactly(MdnsMessage.TYPE_TXT, MdnsMessage.TYPE_SRV, MdnsMessage.TYPE_A);
  }

  @Test
  void answersToolsThatAskWhatThereIsAndForEachPartAlone() {
    settle();
    hear(ourQuery(), NEIGHBOUR);
    Entry pointer = responses(pass(Duration.ofSeconds(5))).get(0).message().answers().get(0);
    String instance = ((Pointer) pointer.data()).name();
    String host = instance.substring(0, instance.indexOf('.')) + ".local";

    hear(MdnsMessage.query("_services._dns-sd._udp.local", MdnsMessage.TYPE_PTR), NEIGHBOUR);
    MdnsMessage services = responses(pass(Duration.ofSeconds(5))).get(0).message();
    hear(MdnsMessage.query(instance, MdnsMessage.TYPE_SRV), NEIGHBOUR);
    MdnsMessage service = responses(pass(Duration.ofSeconds(5))).get(0).message();
    hear(MdnsMessage.query(host, MdnsMessage.TYPE_ANY), NEIGHBOUR);
    MdnsMessage hosts = responses(pass(Duration.ofSeconds(5))).get(0).message();

    assertThat(services.answers()).extracting(Entry::data).containsExactly(new Pointer(SERVICE));
    assertThat(service.answers())
        .extracting(Entry::data)
        .contains(new MdnsMessage.Service(4001, host));
    assertThat(hosts.answers()).extracting(Entry::type).containsExactly(MdnsMessage.TYPE_A);
  }

  @Test
  void thePointerToItsNameIsTheLastOfSeveral() {
    settle();

    hear(ourQuery(), NEIGHBOUR);
    hear(MdnsMessage.query("_services._dns-sd._udp.local", MdnsMessage.TYPE_PTR), NEIGHBOUR);
    MdnsMessage both = responses(pass(Duration.ofSeconds(5))).get(0).message();

    assertThat(both.answers())
        .extracting(Entry::name)
        .containsExactly("_services._dns-sd._udp.local", SERVICE);
  }

  @Test
  void answersItsOwnQueriesLikeThoseOfOthers() {
    settle();
    List<Sent> sent = pass(Duration.ofMinutes(1));

    on(new MdnsInput.Received(queries(sent).get(0).message().encode(), NEIGHBOUR, true));

    assertThat(responses(pass(Duration.ofSeconds(1)))).hasSize(1);
  }

  @Test
  void answersAFloodOfQueriesOnceASecond() {
    settle();
    List<Sent> sent = new ArrayList<>();

    for (int i = 0; i < 1000; i++) {
      hear(ourQuery(), NEIGHBOUR).forEach(effect -> collect(effect, sent));
      sent.addAll(pass(Duration.ofMillis(10)));
    }

    List<Sent> answers = responses(sent);
    assertThat(answers).hasSizeBetween(9, 10);
    for (int i = 1; i < answers.size(); i++) {
      assertThat(Duration.between(answers.get(i - 1).at(), answers.get(i).at()))
          .isGreaterThanOrEqualTo(MdnsMachine.ANSWER_GAP);
    }
  }

  @Test
  void doesNotAnswerWhoKnowsTheAnswer() {
    settle();
    hear(ourQuery(), NEIGHBOUR);
    Entry pointer = responses(pass(Duration.ofSeconds(5))).get(0).message().answers().get(0);
    Question question = new Question(SERVICE, MdnsMessage.TYPE_PTR, false);

    hear(new MdnsMessage(0, false, List.of(question), List.of(pointer), List.of()), NEIGHBOUR);
    List<Sent> known = responses(pass(Duration.ofSeconds(5)));
    Entry old = new Entry(pointer.name(), pointer.type(), false, 59, pointer.data());
    hear(new MdnsMessage(0, false, List.of(question), List.of(old), List.of()), NEIGHBOUR);
    List<Sent> halfForgotten = responses(pass(Duration.ofSeconds(5)));

    assertThat(known).isEmpty();
    assertThat(halfForgotten).hasSize(1);
  }

  @Test
  void answersAPlainResolverAloneWithItsIdAndQuestionAndForAShortTime() {
    settle();
    Question question = new Question(SERVICE, MdnsMessage.TYPE_PTR, false);

    MdnsMessage answer =
        unicast(hear(new MdnsMessage(77, false, List.of(question), List.of(), List.of()), RESOLVER))
            .orElseThrow();

    assertThat(answer.id()).isEqualTo(77);
    assertThat(answer.questions()).containsExactly(question);
    assertThat(answer.answers()).allMatch(entry -> entry.ttlSeconds() == 10 && !entry.unique());
    assertThat(answer.additionals()).allMatch(entry -> entry.ttlSeconds() == 10 && !entry.unique());
    assertThat(responses(pass(Duration.ofSeconds(5)))).isEmpty();
  }

  @Test
  void answersOnlySoManySingleAskersASecond() {
    settle();
    long answered =
        IntStream.range(0, 100)
            .filter(i -> unicast(hear(ourQuery(), RESOLVER)).isPresent())
            .count();

    pass(Duration.ofSeconds(2));

    assertThat(answered).isEqualTo(MdnsMachine.MAX_UNICASTS_PER_SECOND);
    assertThat(unicast(hear(ourQuery(), RESOLVER))).isPresent();
  }

  @Test
  void doesNotRepeatTheQueryThatOthersHaveJustMadeButDoesNotRelyOnThem() {
    on(new MdnsInput.Reachable(List.of(OURS)));
    pass(Duration.ofMinutes(10));
    List<Sent> sent = new ArrayList<>();

    for (int i = 0; i < 360; i++) {
      hear(ourQuery(), NEIGHBOUR).forEach(effect -> collect(effect, sent));
      sent.addAll(pass(Duration.ofSeconds(10)));
    }

    assertThat(queries(sent)).as("in an hour").hasSize(2);
  }

  @Test
  void findsPeersInResponsesTheOneAtTheSendersAddressFirst() {
    settle();
    String other = "/p2p/" + SomePeers.peer(2);

    List<Multiaddr> found =
        found(
            hear(
                says(
                    "/ip4/172.17.0.1/tcp/4001" + other,
                    "/ip4/192.168.1.9/tcp/4001" + other,
                    "/ip6/fd00::9/tcp/4001" + other),
                NEIGHBOUR));

    assertThat(found)
        .extracting(Multiaddr::toString)
        .containsExactly(
            "/ip4/192.168.1.9/tcp/4001" + other,
            "/ip4/172.17.0.1/tcp/4001" + other,
            "/ip6/fd00::9/tcp/4001" + other);
  }

  @Test
  void findsThePeerInAnAnswerOfJs() {
    settle();
    byte[] datagram = HexFormat.of().parseHex(ANSWER_OF_JS);

    assertThat(found(on(new MdnsInput.Received(datagram, NEIGHBOUR, false))))
        .containsExactly(
            Multiaddr.parse(
                "/ip4/192.168.1.9/tcp/4001/p2p/"
                    + "12D3KooWA4Xop1JaT3MHxwYMkCepYsv4iPVopMXwCz5iHYdBfeSB"));
  }

  @Test
  void findsPeersWhoseTextsAreAmongTheAnswers() {
    settle();
    MdnsMessage spread = says("/ip4/192.168.1.9/tcp/4001/p2p/" + SomePeers.peer(2));
    List<Entry> all = new ArrayList<>(spread.additionals());
    all.addAll(spread.answers());

    assertThat(found(hear(MdnsMessage.response(all, List.of()), NEIGHBOUR))).hasSize(1);
  }

  @Test
  void believesNoAddressThatCannotBeANeighbours() {
    settle();
    String other = "/p2p/" + SomePeers.peer(2);

    List<Multiaddr> found =
        found(
            hear(
                says(
                    "/ip4/8.8.8.8/tcp/443" + other,
                    "/ip4/127.0.0.1/tcp/4001" + other,
                    "/ip4/0.0.0.0/tcp/4001" + other,
                    "/ip4/224.0.0.251/tcp/4001" + other,
                    "/ip4/192.168.1.9/tcp/0" + other,
                    "/ip4/192.168.1.9/udp/4001" + other,
                    "/ip4/192.168.1.9/tcp/4001/ws" + other,
                    "/ip6/fe80::1/tcp/4001" + other,
                    "/dns4/example.com/tcp/443" + other,
                    "/ip4/192.168.1.9/tcp/4001",
                    "/ip4/192.168.1.9/tcp/4001/p2p/" + SomePeers.peer(1),
                    "nonsense"),
                NEIGHBOUR));

    assertThat(found).isEmpty();
  }

  @Test
  void believesPublicAddressesOnItsOwnLinks() {
    settle();
    on(new MdnsInput.NetworkChanged(List.of(new Subnet(SomePeers.ip("2001:db8:1::5"), 64))));
    String other = "/tcp/4001/p2p/" + SomePeers.peer(2);

    assertThat(
            found(
                hear(says("/ip6/2001:db8:1::9" + other, "/ip6/2001:db8:2::9" + other), NEIGHBOUR)))
        .containsExactly(Multiaddr.parse("/ip6/2001:db8:1::9" + other));
  }

  @Test
  void believesLoopbackAddressesOfThisHostOnly() {
    settle();
    byte[] response = says("/ip4/127.0.0.1/tcp/4001/p2p/" + SomePeers.peer(2)).encode();

    assertThat(found(on(new MdnsInput.Received(response, NEIGHBOUR, true)))).hasSize(1);
    assertThat(found(on(new MdnsInput.Received(response, NEIGHBOUR, false)))).isEmpty();
  }

  @Test
  void ignoresResponsesFromAnotherPortOtherServicesAndGoodbyes() {
    settle();
    MdnsMessage response = says("/ip4/192.168.1.9/tcp/4001/p2p/" + SomePeers.peer(2));
    MdnsMessage withoutPointer = MdnsMessage.response(List.of(), response.additionals());
    Entry last = response.answers().get(0);
    MdnsMessage goodbye =
        MdnsMessage.response(
            List.of(new Entry(last.name(), last.type(), false, 0, last.data())),
            response.additionals());

    assertThat(hear(response, RESOLVER)).isEmpty();
    assertThat(hear(withoutPointer, NEIGHBOUR)).isEmpty();
    assertThat(hear(goodbye, NEIGHBOUR)).isEmpty();
  }

  @Test
  void takesNoMoreThanSoManyAddressesFromOneDatagram() {
    settle();
    String[] many =
        IntStream.range(0, 80)
            .mapToObj(i -> "/ip4/10.0.0." + i + "/tcp/4001/p2p/" + SomePeers.peer(2))
            .toArray(String[]::new);

    assertThat(found(hear(says(many), NEIGHBOUR))).hasSize(MdnsFindings.MAX_ADDRESSES);
  }

  @Test
  void readsOnlySoManyDatagramsASecond() {
    settle();
    MdnsMessage response = says("/ip4/192.168.1.9/tcp/4001/p2p/" + SomePeers.peer(2));

    long read = IntStream.range(0, 1000).filter(i -> !hear(response, NEIGHBOUR).isEmpty()).count();

    assertThat(read).isEqualTo(MdnsMachine.MAX_DATAGRAMS_PER_SECOND);
  }

  @Test
  void advertisesNoMoreThanFitsIntoOneDatagram() {
    List<Multiaddr> many =
        IntStream.range(0, 50)
            .mapToObj(i -> SomePeers.address("/ip4/10.0.0." + i + "/tcp/40000", SomePeers.peer(1)))
            .toList();

    on(new MdnsInput.Reachable(many));
    MdnsMessage announcement = responses(pass(Duration.ofSeconds(1))).get(0).message();

    assertThat(announcement.encode().length).isLessThan(1232);
    assertThat(((Texts) announcement.additionals().get(0).data()).strings())
        .hasSize(MdnsAnswers.MAX_ADVERTISED);
  }

  @Test
  void speaksUpAgainWhenItsAddressesOrLinksChange() {
    settle();

    on(new MdnsInput.Reachable(List.of(OURS)));
    List<Sent> unchanged = responses(pass(Duration.ofSeconds(5)));
    on(new MdnsInput.NetworkChanged(List.of()));
    List<Sent> changed = responses(pass(Duration.ofSeconds(5)));

    assertThat(unchanged).isEmpty();
    assertThat(changed).hasSize(2);
  }

  @Test
  void takesBackWhatItSaidWhenItLeaves() {
    settle();

    List<Sent> farewell = new ArrayList<>();
    on(new MdnsInput.Leave()).forEach(effect -> collect(effect, farewell));

    assertThat(farewell).hasSize(1);
    assertThat(farewell.get(0).message().answers()).allMatch(entry -> entry.ttlSeconds() == 0);
    assertThat(machine.deadline()).isEmpty();
    assertThat(hear(ourQuery(), NEIGHBOUR)).isEmpty();
  }
}
