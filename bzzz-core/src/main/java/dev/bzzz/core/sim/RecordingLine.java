package dev.bzzz.core.sim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.capability.Capability;
import dev.bzzz.core.claim.ClaimInput;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One line of a recording. */
sealed interface RecordingLine {
  /**
   * The first line of a file.
   *
   * @param v the version of the form
   * @param agent whose decisions follow
   */
  record Recording(int v, AgentId agent) implements RecordingLine {
    static final int VERSION = 2;
  }

  /**
   * An agent starts.
   *
   * @param bzzz its version; empty when it was not packaged
   * @param protocol name of the claim protocol
   * @param name what people call the agent
   * @param mesh how it speaks to others; empty without a mesh
   * @param taken what its machine took when it was made
   */
  record Start(
      Optional<String> bzzz,
      String protocol,
      String name,
      List<Capability> capabilities,
      int slots,
      Optional<Link> mesh,
      Taken taken)
      implements RecordingLine {
    /** A {@link dev.bzzz.core.mesh.MeshLink} without its verifier. */
    record Link(String network, String boot) {}
  }

  /**
   * Gives a value a name that later lines call it by.
   *
   * @param name what it is and a number, such as {@code tip-3}
   */
  record Define(String name, JsonNode value) implements RecordingLine {}

  /**
   * The machine is told something.
   *
   * @param effects what it orders, as {@link EffectText} has it
   * @param deadline when it wants its next tick
   * @param thrown the exception that it ended with instead
   */
  record Step(
      Instant at,
      ClaimInput input,
      Taken taken,
      List<String> effects,
      Optional<Instant> deadline,
      Optional<String> thrown)
      implements RecordingLine {}

  /** The agent stopped in order; what follows is its next start. */
  record End() implements RecordingLine {}

  /** The recording ends here, since the file must not grow any longer; the agent goes on. */
  record Full() implements RecordingLine {}

  /**
   * What a machine takes in besides its input.
   *
   * @param chance what it drew, 8 hexadecimal digits each
   * @param signatures what its signer answered
   */
  record Taken(String chance, List<byte[]> signatures) {
    private static final Pattern DRAWS = Pattern.compile("(?:[0-9a-f]{8})*+");

    /** Checks the draws and copies the list. */
    public Taken {
      signatures = List.copyOf(signatures);
      if (!DRAWS.matcher(chance).matches()) {
        throw new IllegalArgumentException("chance: not 8 hexadecimal digits for each draw");
      }
    }
  }
}
