package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Writes down what a machine takes from chance and from its signer. Confined to its machine. */
final class Notes {
  private final StringBuilder chance = new StringBuilder();
  private final List<byte[]> signatures = new ArrayList<>();

  /** The same chance, written down as it is drawn. */
  Random noted(Random source) {
    return new Chance(
        bits -> {
          int drawn = source.nextInt() >>> (Integer.SIZE - bits);
          chance.append(HexFormat.of().toHexDigits(drawn));
          return drawn;
        });
  }

  /** The same signer; keys are not written down, only what is signed with them. */
  Signer noted(Signer signer) {
    return new Signer() {
      @Override
      public AgentId id() {
        return signer.id();
      }

      @Override
      public byte[] sign(byte[] message) {
        byte[] signature = signer.sign(message);
        signatures.add(signature.clone());
        return signature;
      }
    };
  }

  /** What was taken since it was last asked. */
  RecordingLine.Taken take() {
    var taken = new RecordingLine.Taken(chance.toString(), List.copyOf(signatures));
    chance.setLength(0);
    signatures.clear();
    return taken;
  }
}
