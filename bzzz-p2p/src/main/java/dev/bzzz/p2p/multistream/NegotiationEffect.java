package dev.bzzz.p2p.multistream;

/** What a {@link NegotiationMachine} wants done. */
public sealed interface NegotiationEffect {
  /** Send these bytes. */
  record Send(byte[] bytes) implements NegotiationEffect {}

  /**
   * The application may write from now on, right behind what was sent, though the other side has
   * not agreed; only for {@link NegotiationMachine#lazyDialer}. What is received still goes to this
   * machine. If it fails after all, everything that was written is lost, and the stream is to be
   * reset.
   */
  record Presumed(String protocol) implements NegotiationEffect {}

  /**
   * Both sides agree, and this machine is done.
   *
   * @param rest what the other side sent behind its agreement: the first bytes of the protocol
   */
  record Agreed(String protocol, byte[] rest) implements NegotiationEffect {}

  /** There is no protocol, and there will be none: give the connection or stream up. */
  record Failed(String why) implements NegotiationEffect {}
}
