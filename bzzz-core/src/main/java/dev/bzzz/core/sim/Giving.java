package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;

/** Gives a machine again what it took when it was recorded. Confined to its machine. */
final class Giving {
  private static final int DIGITS = 8;

  private final AgentId agent;
  private final Verifier verifier;
  private final Deque<byte[]> signatures = new ArrayDeque<>();
  private String chance = "";
  private int drawn;
  private boolean otherWords;

  Giving(AgentId agent, Verifier verifier) {
    this.agent = agent;
    this.verifier = verifier;
  }

  /** The machine wants more than there is, so it does not do what it did. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exhausted(String what) {
      super(what);
    }
  }

  void begin(RecordingLine.Taken taken) {
    chance = taken.chance();
    drawn = 0;
    signatures.clear();
    signatures.addAll(taken.signatures());
    otherWords = false;
  }

  Random random() {
    return new Chance(
        bits -> {
          if (chance.length() - drawn < DIGITS) {
            throw new Exhausted("draws chance once more");
          }
          drawn += DIGITS;
          return HexFormat.fromHexDigits(chance, drawn - DIGITS, drawn);
        });
  }

  Signer signer() {
    return new Signer() {
      @Override
      public AgentId id() {
        return agent;
      }

      @Override
      public byte[] sign(byte[] message) {
        byte[] signature = signatures.poll();
        if (signature == null) {
          throw new Exhausted("signs once more");
        }
        otherWords |= !verifier.verify(agent, message, signature);
        return signature.clone();
      }
    };
  }

  /** What was not taken as it was recorded. */
  Optional<String> left() {
    if (drawn < chance.length()) {
      return Optional.of("draws chance less often");
    } else if (!signatures.isEmpty()) {
      return Optional.of("signs less often");
    }
    return otherWords ? Optional.of("signs other words") : Optional.empty();
  }
}
