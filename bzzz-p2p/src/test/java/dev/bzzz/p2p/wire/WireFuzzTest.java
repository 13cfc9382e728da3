package dev.bzzz.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Fuzz;
import dev.bzzz.p2p.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys, envelopes, fields and frames from anybody. */
class WireFuzzTest {
  private static final int MAX_FRAME = 300;

  @Test
  void anyBytesAreAKeyOrNone() {
    Fuzz.of("keys", List.of(Vectors.bytes("publicKeyProtobuf")))
        .refusing(WireException.class)
        .run((input, random) -> assertThat(PublicKey.decode(input).encoded()).isEqualTo(input));
  }

  @Test
  void anyBytesAreAnEnvelopeOrNone() {
    Fuzz.of("envelopes", List.of(Vectors.bytes("record", "envelope")))
        .refusing(WireException.class)
        .run(
            (input, random) -> {
              SignedEnvelope envelope = SignedEnvelope.decode(input);

              assertThat(SignedEnvelope.decode(envelope.encoded())).isEqualTo(envelope);
            });
  }

  @Test
  void anyBytesAreFieldsOrNone() {
    Fuzz.of(
            "fields",
            List.of(
                Vectors.bytes("gossip", "message_withKey_asJsSends"),
                Vectors.bytes("gossip", "rpcPruneBackoff60"),
                new ProtoWriter().uint64(1, -1).bool(9, true).string(100, "é").toByteArray()))
        .refusing(WireException.class)
        .run(
            (input, random) -> {
              ProtoReader reader = new ProtoReader(input);
              while (reader.next()) {
                switch (random.nextInt(8)) {
                  case 0 -> reader.uint64();
                  case 1, 2 -> assertThat(reader.length()).isEqualTo(reader.bytes().length);
                  case 3 -> reader.string();
                  case 4 -> assertThat(reader.message().next()).isIn(true, false);
                  default -> assertThat(reader.field()).isPositive();
                }
              }
            });
  }

  @Test
  void anyBytesInAnySplitAreTheSameFrames() {
    byte[] sample = new ProtoWriter().bytes(1, new byte[200]).toFrame();

    Fuzz.of("frames", List.of(sample, new byte[] {0, 0, 1, 7}, Uvarint.encode(MAX_FRAME)))
        .refusing(WireException.class)
        .run(
            (input, random) -> {
              FrameReader whole = new FrameReader(MAX_FRAME);
              FrameReader pieces = new FrameReader(MAX_FRAME);
              List<byte[]> frames = whole.feed(input.clone());
              List<byte[]> again = new ArrayList<>();
              for (byte[] piece : Fuzz.split(input, 50, random)) {
                again.addAll(pieces.feed(piece));
              }

              assertThat(again.toArray(byte[][]::new)).isDeepEqualTo(frames.toArray(byte[][]::new));
              assertThat(pieces.waiting()).isEqualTo(whole.waiting());
              assertThat(pieces.remainder()).isEqualTo(whole.remainder());
            });
  }
}
