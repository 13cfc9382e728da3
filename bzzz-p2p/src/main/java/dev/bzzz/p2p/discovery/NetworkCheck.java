package dev.bzzz.p2p.discovery;

/**
 * What was found out about one thing that the mesh needs from the network.
 *
 * @param name what was looked at, such as {@code reach /ip4/192.0.2.1/tcp/4001}
 * @param found what was seen, in words
 * @param advice what to do about it; empty unless it failed
 */
public record NetworkCheck(String name, Outcome outcome, String found, String advice) {
  /** How a check ended. */
  public enum Outcome {
    /** It is as it has to be. */
    PASSED,
    /** It is not. */
    FAILED,
    /** It could not be looked at, or need not be. */
    SKIPPED
  }

  static NetworkCheck passed(String name, String found) {
    return new NetworkCheck(name, Outcome.PASSED, found, "");
  }

  static NetworkCheck failed(String name, String found, String advice) {
    return new NetworkCheck(name, Outcome.FAILED, found, advice);
  }

  static NetworkCheck skipped(String name, String found) {
    return new NetworkCheck(name, Outcome.SKIPPED, found, "");
  }
}
