package dev.bzzz.core.mesh;

import dev.bzzz.core.LowerHex;
import dev.bzzz.core.Verifier;
import java.util.regex.Pattern;

/**
 * How a machine speaks and listens on a mesh.
 *
 * @param network which agents belong together: 1 to {@value #MAX_NETWORK} lower case letters,
 *     digits, dots and dashes; messages of other networks are not heard
 * @param boot 32 hexadecimal digits, fresh for each start of the agent
 * @param verifier checks who signed what is heard
 */
public record MeshLink(String network, String boot, Verifier verifier) {
  /** The network of agents that are told of none. */
  public static final String DEFAULT_NETWORK = "bzzz";

  /** Longest name of a network. */
  public static final int MAX_NETWORK = 50;

  private static final Pattern NETWORK = Pattern.compile("[a-z0-9][a-z0-9.-]{0,49}");

  /** Checks the forms. */
  public MeshLink {
    requireNetwork(network);
    if (!LowerHex.is(boot, 32)) {
      throw new IllegalArgumentException("a boot is 32 hexadecimal digits");
    }
  }

  /**
   * Checks the name of a network.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static void requireNetwork(String network) {
    if (!NETWORK.matcher(network).matches()) {
      throw new IllegalArgumentException(
          "a network is named by 1 to "
              + MAX_NETWORK
              + " lower case letters, digits, dots and dashes");
    }
  }
}
