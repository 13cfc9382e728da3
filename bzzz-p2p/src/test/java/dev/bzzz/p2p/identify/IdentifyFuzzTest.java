package dev.bzzz.p2p.identify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Fuzz;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.Vectors;
import dev.bzzz.p2p.identify.PingInput.Finished;
import dev.bzzz.p2p.identify.PingInput.Received;
import dev.bzzz.p2p.identify.PingInput.Start;
import dev.bzzz.p2p.wire.PublicKey;
import dev.bzzz.p2p.wire.SignedEnvelope;
import dev.bzzz.p2p.wire.WireException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What anybody says of itself. */
class IdentifyFuzzTest {
  @Test
  void anyBytesAreAMessageOrNone() {
    List<Multiaddr> addresses =
        Vectors.all("multiaddr").values().stream().map(Multiaddr::ofBytes).toList();
    IdentifyMessage sample =
        new IdentifyMessage(
            Optional.of(PublicKey.decode(Vectors.bytes("publicKeyProtobuf"))),
            addresses,
            List.of("/meshsub/1.2.0"),
            Optional.of(addresses.get(0)),
            Optional.of("ipfs/0.1.0"),
            Optional.of("bzzz"),
            Optional.of(SignedEnvelope.decode(Vectors.bytes("record", "envelope"))));

    Fuzz.of("identify", List.of(sample.encoded()))
        .refusing(WireException.class)
        .allocating(128 * 1024, 256)
        .run(
            (input, random) -> {
              IdentifyMessage message = IdentifyMessage.decode(input);

              assertThat(IdentifyMessage.decode(message.encoded())).isEqualTo(message);
              assertThat(message.updatedBy(message)).isEqualTo(message);
            });
  }

  @Test
  void anyBytesAreARecordOrNone() {
    Fuzz.of("peer records", List.of(Vectors.bytes("record", "payload")))
        .refusing(WireException.class)
        .allocating(64 * 1024, 256)
        .run(
            (input, random) -> {
              PeerRecord record = PeerRecord.decode(input);

              assertThat(PeerRecord.decode(record.encoded())).isEqualTo(record);
            });
  }

  @Test
  void noAnswerToAPingDoesMoreThanFail() {
    byte[] right = new byte[32];
    new Random(1).nextBytes(right);

    Fuzz.of("pings", List.of(right))
        .run(
            (input, random) -> {
              PingMachine machine = PingMachine.dialer(new Random(1));
              List<PingEffect> effects = new ArrayList<>(machine.on(new Start(), Instant.EPOCH));
              for (byte[] piece : Fuzz.split(input, 10, random)) {
                effects.addAll(machine.on(new Received(piece), Instant.EPOCH));
              }
              effects.addAll(machine.on(new Finished(), Instant.EPOCH));

              assertThat(effects).hasSizeBetween(2, 3);
            });
  }
}
