package dev.bzzz.p2p.multistream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Fuzz;
import dev.bzzz.p2p.multistream.NegotiationInput.Received;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Negotiations with anybody. */
class NegotiationFuzzTest {
  private static final String HEADER = "132f6d756c746973747265616d2f312e302e300a";
  private static final List<byte[]> SAMPLES =
      List.of(bytes("072f6e6f6973650a" + "0020ff"), bytes("036e610a072f6e6f6973650a"));

  @Test
  void anyBytesInAnySplitGiveTheSameEnd() {
    Fuzz.of("negotiations", SAMPLES)
        .allocating(256 * 1024, 64)
        .run(
            (input, random) -> {
              byte[] all = random.nextInt(8) == 0 ? input : behindHeader(input);
              int kind = random.nextInt(3);
              Outcome whole = outcome(kind, List.of(all));

              Outcome pieces = outcome(kind, Fuzz.split(all, 30, random));

              assertThat(pieces).isEqualTo(whole);
            });
  }

  /** What was sent, how it ended, and what lies behind the end; as text, to be compared. */
  private record Outcome(String sent, String end, String rest) {}

  private static Outcome outcome(int kind, List<byte[]> pieces) {
    NegotiationMachine machine =
        switch (kind) {
          case 0 -> NegotiationMachine.dialer(List.of("/other", "/noise"));
          case 1 -> NegotiationMachine.lazyDialer("/noise");
          default -> NegotiationMachine.listener("/noise"::equals);
        };
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    String end = "";
    List<NegotiationEffect> effects = machine.on(new NegotiationInput.Start(), Instant.EPOCH);
    for (int next = 0; next <= pieces.size(); next++) {
      for (NegotiationEffect effect : effects) {
        if (effect instanceof NegotiationEffect.Send send) {
          sent.writeBytes(send.bytes());
        } else if (effect instanceof NegotiationEffect.Agreed agreed) {
          end = agreed.protocol();
          rest.writeBytes(agreed.rest());
        } else if (effect instanceof NegotiationEffect.Failed failed) {
          end = failed.toString();
        }
      }
      if (next < pieces.size()) {
        if (end.startsWith("/")) {
          rest.writeBytes(pieces.get(next));
        }
        effects = machine.on(new Received(pieces.get(next)), Instant.EPOCH);
      }
    }
    HexFormat hex = HexFormat.of();
    return new Outcome(hex.formatHex(sent.toByteArray()), end, hex.formatHex(rest.toByteArray()));
  }

  private static byte[] behindHeader(byte[] input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes(HEADER));
    out.writeBytes(input);
    return out.toByteArray();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
