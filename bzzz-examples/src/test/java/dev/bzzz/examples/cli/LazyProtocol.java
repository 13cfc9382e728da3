package dev.bzzz.examples.cli;

import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.machine.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A protocol that never tries. */
public final class LazyProtocol implements ClaimProtocol {
  /** For the loader. */
  public LazyProtocol() {}

  @Override
  public String name() {
    return "lazy";
  }

  @Override
  public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
    return new Machine<>() {
      @Override
      public List<ClaimEffect> on(ClaimInput input, Instant now) {
        return List.of();
      }

      @Override
      public Optional<Instant> deadline() {
        return Optional.empty();
      }
    };
  }
}
