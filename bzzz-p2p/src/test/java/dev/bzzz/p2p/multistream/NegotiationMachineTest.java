package dev.bzzz.p2p.multistream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.p2p.multistream.NegotiationEffect.Agreed;
import dev.bzzz.p2p.multistream.NegotiationEffect.Failed;
import dev.bzzz.p2p.multistream.NegotiationEffect.Presumed;
import dev.bzzz.p2p.multistream.NegotiationEffect.Send;
import dev.bzzz.p2p.multistream.NegotiationInput.Received;
import dev.bzzz.p2p.multistream.NegotiationInput.Start;
import dev.bzzz.p2p.multistream.NegotiationInput.Tick;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationMachineTest {
  private static final Instant NOW = Instant.EPOCH;
  private static final String HEADER = "132f6d756c746973747265616d2f312e302e300a";
  private static final String NOISE = "072f6e6f6973650a";
  private static final String NA = "036e610a";

  private final List<NegotiationEffect> effects = new ArrayList<>();

  @Test
  void aDialerSendsHeaderAndProposalInOneWrite() {
    NegotiationMachine dialer = NegotiationMachine.dialer(List.of("/noise"));

    start(dialer);

    assertThat(sent()).isEqualTo(HEADER + NOISE);
    assertThat(effects).hasSize(1);
  }

  @Test
  void aListenerAnswersBothInOneWrite() {
    NegotiationMachine listener = NegotiationMachine.listener("/noise"::equals);

    start(listener);
    receive(listener, HEADER + NOISE);

    assertThat(sent()).isEqualTo(HEADER + NOISE);
    assertThat(effects).hasSize(2);
    assertThat(agreed().protocol()).isEqualTo("/noise");
  }

  @Test
  void aListenerDoesNotLetAWaitingDialerWaitForItsHeader() {
    NegotiationMachine listener = NegotiationMachine.listener("/noise"::equals);

    start(listener);
    receive(listener, HEADER);

    assertThat(sent()).isEqualTo(HEADER);
  }

  @Test
  void aHeaderThatCameBeforehandIsFine() {
    NegotiationMachine dialer = NegotiationMachine.dialer(List.of("/noise"));

    start(dialer);
    receive(dialer, HEADER);
    receive(dialer, NOISE);

    assertThat(agreed().rest()).isEmpty();
  }

  @Test
  void bytesBehindTheAgreementAreLeftToTheProtocol() {
    NegotiationMachine listener = NegotiationMachine.listener("/noise"::equals);
    NegotiationMachine dialer = NegotiationMachine.dialer(List.of("/noise"));

    start(listener);
    receive(listener, HEADER + NOISE + "0020ff13");

    assertThat(hex(agreed().rest())).isEqualTo("0020ff13");

    effects.clear();
    start(dialer);
    receive(dialer, HEADER + NOISE + "0a");

    assertThat(hex(agreed().rest())).isEqualTo("0a");
  }

  @Test
  void anySplitOfTheBytesGivesTheSame() {
    byte[] bytes = HexFormat.of().parseHex(HEADER + "042f786f0a" + NOISE + "cafe");

    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        effects.clear();
        NegotiationMachine listener = NegotiationMachine.listener("/noise"::equals);
        String behind = "";
        start(listener);
        for (byte[] part :
            List.of(
                Arrays.copyOf(bytes, first),
                Arrays.copyOfRange(bytes, first, second),
                Arrays.copyOfRange(bytes, second, bytes.length))) {
          behind += effects.stream().anyMatch(Agreed.class::isInstance) ? hex(part) : "";
          effects.addAll(listener.on(new Received(part), NOW));
        }

        assertThat(sent()).isEqualTo(HEADER + NA + NOISE);
        assertThat(hex(agreed().rest()) + behind).isEqualTo("cafe");
      }
    }
  }

  @Test
  void aRefusedDialerProposesTheNext() {
    NegotiationMachine dialer = NegotiationMachine.dialer(List.of("/b", "/a", "/noise"));

    start(dialer);
    receive(dialer, HEADER + NA + NA + NOISE);

    assertThat(sent()).isEqualTo(HEADER + "032f620a" + "032f610a" + NOISE);
    assertThat(agreed().protocol()).isEqualTo("/noise");
  }

  @Test
  void aDialerThatIsRefusedEverythingFails() {
    NegotiationMachine dialer = NegotiationMachine.dialer(List.of("/a", "/b"));

    start(dialer);
    receive(dialer, HEADER + NA + NA);

    assertThat(failure()).isEqualTo("the other side speaks none of [/a, /b]");
  }

  @Test
  void theLegacyRequestForAListIsDeclined() {
    NegotiationMachine listener = NegotiationMachine.listener("/noise"::equals);

    start(listener);
    receive(listener, HEADER + "036c730a" + NOISE);

    assertThat(sent()).isEqualTo(HEADER + NA + NOISE);
    assertThat(agreed().protocol()).isEqualTo("/noise");
  }

  @Test
  void aLazyDialerMayWriteAtOnceAndChecksTheEchoLater() {
    NegotiationMachine dialer = NegotiationMachine.lazyDialer("/noise");

    start(dialer);

    assertThat(sent()).isEqualTo(HEADER + NOISE);
    assertThat(effects).last().isEqualTo(new Presumed("/noise"));

    receive(dialer, HEADER);
    receive(dialer, NOISE + "01");

    assertThat(hex(agreed().rest())).isEqualTo("01");
  }

  @Test
  void aLazyDialerThatIsRefusedFailsForWhatWasWrittenIsLost() {
    NegotiationMachine dialer = NegotiationMachine.lazyDialer("/noise");

    start(dialer);
    receive(dialer, HEADER + NA);

    assertThat(failure()).isEqualTo("the other side speaks none of [/noise]");
  }

  @Test
  void whatALazyDialerWroteToARefusingListenerIsNoProposal() {
    NegotiationMachine listener = NegotiationMachine.listener("/noise"::equals);

    start(listener);
    receive(listener, HEADER + "032f620a" + "0401020304");

    assertThat(sent()).isEqualTo(HEADER + NA);
    assertThat(failure()).contains("newline");
  }

  @ParameterizedTest
  @CsvSource({
    "072f6e6f6973650a, does not speak /multistream/1.0.0",
    "036e610a, does not speak",
    "00, ends with a newline",
    "0141, ends with a newline",
    "02ff0a, not UTF-8",
    "8108, at most 1024",
    "ffffffffffffffffff01, more than 9 bytes",
    "8000, fewest bytes",
    "474554202f20485454502f312e310d0a, ends with a newline",
    "16030100000000000000000000000000000000000000000000, ends with a newline"
  })
  void aConnectionThatSpeaksSomethingElseFails(String hex, String why) {
    for (NegotiationMachine machine :
        List.of(
            NegotiationMachine.dialer(List.of("/noise")),
            NegotiationMachine.listener("/noise"::equals))) {
      effects.clear();

      start(machine);
      receive(machine, hex + (hex.length() > 20 ? "00".repeat(80) : ""));

      assertThat(failure()).contains(why);
      assertThat(machine.deadline()).isEmpty();
    }
  }

  @Test
  void anAnswerThatNobodyAskedForFails() {
    NegotiationMachine dialer = NegotiationMachine.dialer(List.of("/a", "/noise"));

    start(dialer);
    receive(dialer, HEADER + NOISE);

    assertThat(failure()).isEqualTo("the other side answered '/noise' to the proposal of /a");
  }

  @Test
  void proposalsAreBounded() {
    NegotiationMachine listener = NegotiationMachine.listener("/noise"::equals);

    start(listener);
    receive(listener, HEADER + "032f620a".repeat(NegotiationMachine.MAX_PROPOSALS - 1));

    assertThat(effects).noneMatch(Failed.class::isInstance);

    receive(listener, "032f620a");

    assertThat(failure()).isEqualTo("the other side proposed 32 unknown protocols");
  }

  @Test
  void theLongestMessageIsTaken() {
    String name = "x".repeat(NegotiationMachine.MAX_MESSAGE_BYTES - 1);
    NegotiationMachine listener = NegotiationMachine.listener(name::equals);
    NegotiationMachine dialer = NegotiationMachine.dialer(List.of(name));

    start(dialer);
    String first = sent();
    effects.clear();
    start(listener);
    receive(listener, first);

    assertThat(agreed().protocol()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void silenceFailsAfterTheTime(int side) {
    NegotiationMachine machine =
        side == 0
            ? NegotiationMachine.dialer(List.of("/noise"))
            : NegotiationMachine.listener("/noise"::equals);
    Instant late = NOW.plus(NegotiationMachine.TIMEOUT);

    start(machine);
    receive(machine, HEADER);

    assertThat(machine.deadline()).contains(late);
    assertThat(machine.on(new Tick(), late.minusNanos(1))).isEmpty();
    assertThat(machine.on(new Tick(), late))
        .containsExactly(new Failed("no protocol was agreed on within 10 s"));
    assertThat(machine.on(new Received(new byte[] {1}), late)).isEmpty();
    assertThat(machine.deadline()).isEmpty();
  }

  @Test
  void namesThatCannotBeProposedAreTheCallersFault() {
    assertThatThrownBy(() -> NegotiationMachine.dialer(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NegotiationMachine.lazyDialer("a\nb"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NegotiationMachine.lazyDialer("x".repeat(1024)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 1023 bytes");
  }

  private void start(NegotiationMachine machine) {
    effects.addAll(machine.on(new Start(), NOW));
  }

  private void receive(NegotiationMachine machine, String hex) {
    effects.addAll(machine.on(new Received(HexFormat.of().parseHex(hex)), NOW));
  }

  private String sent() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    effects.stream()
        .filter(Send.class::isInstance)
        .map(Send.class::cast)
        .forEach(send -> out.writeBytes(send.bytes()));
    return hex(out.toByteArray());
  }

  private Agreed agreed() {
    assertThat(effects).last().isInstanceOf(Agreed.class);
    return (Agreed) effects.get(effects.size() - 1);
  }

  private String failure() {
    assertThat(effects).last().isInstanceOf(Failed.class);
    return ((Failed) effects.get(effects.size() - 1)).why();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
